public import CaseMessages
public import Crypto
public import Foundation
internal import GRDB
public import Ground
internal import Synchronization

/// The station's end: sealed items are on the disk when ``enqueue(_:)`` returns, and overwritten when the centre has
/// signed for them.
///
/// Thread-safe. One process at a time writes; any number read with an ``OutboxReader``.
public final class Outbox: Sendable {
    /// Items that are committed with one flush of the disk, at most.
    private static let group = 64

    private let file: URL
    private let limits: OutboxLimits
    private let queue: DatabaseQueue
    private let reserve: DiskReserve
    private let waiting = Mutex<[Enqueueing]>([])
    private let usage: Mutex<OutboxStatus>
    private let mustOverwrite = Mutex(false)

    /// Opens the outbox, or makes it where there is none, and keeps back its reserve of the disk.
    ///
    /// - Throws: ``Fault`` `outbox.damaged`, `outbox.foreign`, `outbox.settings` or `outbox.failed`, naming the file.
    public convenience init(_ file: URL, limits: OutboxLimits = OutboxLimits()) throws(Fault) {
        try self.init(file, limits: limits, synchronous: .full)
    }

    /// An outbox that does not keep its promise, to show that the harness of power cuts finds out.
    @_spi(PowerCuts) public convenience init(weakened file: URL) throws(Fault) {
        try self.init(file, limits: OutboxLimits(), synchronous: .normal)
    }

    private init(_ file: URL, limits: OutboxLimits, synchronous: OutboxDatabase.Synchronous) throws(Fault) {
        self.file = file
        self.limits = limits
        let reserve = DiskReserve(file: URL(filePath: file.path + ".reserve"), size: limits.reserve)
        self.reserve = reserve
        queue = try Self.withReserve(reserve) { () throws(Fault) in try OutboxDatabase.open(file, synchronous) }
        let isWhole = reserve.fill()
        usage = Mutex(
            try OutboxDatabase.guarding(file) { [queue] in
                try queue.read { try $0.outboxStatus(limits: limits, isReserveWhole: isWhole) }
            })
    }

    /// Keeps an item; it has survived any power loss when this returns.
    ///
    /// Those who call at the same time are flushed together: the first to reach the disk commits for all that wait.
    ///
    /// - Returns: how full the outbox is now.
    /// - Throws: ``Fault`` `outbox.full`, `outbox.tooLarge`, `outbox.duplicate` or `disk.write`; nothing is kept then.
    @discardableResult
    public func enqueue(_ item: SealedItem) throws(Fault) -> OutboxStatus {
        guard item.bytes.count <= SealedItem.limit else {
            throw Fault(
                .outboxTooLarge,
                "item \(item.identifier) has \(item.bytes.count) bytes, more than the hub's \(SealedItem.limit)")
        }
        let own = Enqueueing(item)
        waiting.withLock { $0.append(own) }
        queue.inDatabase { database in
            // Somebody may have done it meanwhile.
            while own.outcome == nil { commitGroup(database) }
        }
        guard let outcome = own.outcome else { throw Fault(.outboxFailed, "the item was not tried; report this") }
        return try outcome.get()
    }

    private func commitGroup(_ database: Database) {
        let group = waiting.withLock { waiting in
            defer { waiting.removeFirst(min(Self.group, waiting.count)) }
            return Array(waiting.prefix(Self.group))
        }
        do throws(Fault) {
            let after = try Self.withReserve(reserve) { () throws(Fault) in
                try OutboxDatabase.guarding(file) { try insert(group, database) }
            }
            usage.withLock { $0 = after }
            for job in group { job.finish(.success(after)) }
        } catch {
            for job in group { job.finish(.failure(error)) }
        }
    }

    /// One transaction; an item that is refused by itself is told so, and does not concern the others.
    private func insert(_ group: [Enqueueing], _ database: Database) throws -> OutboxStatus {
        var after = usage.withLock(\.self)
        try database.inTransaction(.immediate) {
            // After a full disk it is tried again: those that were refused stay refused.
            for job in group where job.outcome == nil {
                let item = job.item
                let next = after.adding(
                    item, limits: limits, isReserveWhole: reserve.held >= limits.reserve)
                guard next.share <= limits.ceiling(for: item.kind) else {
                    job.finish(
                        .failure(
                            Fault(
                                .outboxFull,
                                "the outbox holds \(after.depth) items and takes no more of kind \(item.kind.rawValue); "
                                    + "bring the device's connection to the hub back, or run: ridgeline outbox export"))
                    )
                    continue
                }
                do {
                    try database.execute(
                        sql: "INSERT INTO item (identifier, priority, created, size, bytes) VALUES (?, ?, ?, ?, ?)",
                        arguments: [
                            item.identifier.description, item.kind.priority, item.created.milliseconds,
                            item.bytes.count, item.bytes,
                        ])
                } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                    job.finish(.failure(OutboxDatabase.fault(error, file)))
                    continue
                }
                after = next
            }
            return .commit
        }
        return after
    }

    /// Erases the item that a receipt is for, and overwrites it at once.
    ///
    /// - Returns: false where there is no such item any more: a receipt may come twice.
    /// - Throws: ``Fault`` `receipt.invalid`: the item stays.
    @discardableResult
    public func erase(
        _ receipt: Receipt, key: Curve25519.Signing.PublicKey, device: String
    ) throws(Fault) -> Bool {
        let wasThere = try erase([receipt], key: key, device: device)[0].get()
        try overwrite()
        return wasThere
    }

    /// Erases the items that receipts are for, with one flush of the disk, once each receipt proves that the hub holds
    /// these very bytes. The log still holds them as they were written until ``overwrite()``.
    ///
    /// - Returns: for each receipt whether the item was still there, or `receipt.invalid`: the item stays.
    /// - Throws: ``Fault`` of the database or the disk: then none is erased.
    public func erase(
        _ receipts: [Receipt], key: Curve25519.Signing.PublicKey, device: String
    ) throws(Fault) -> [Result<Bool, Fault>] {
        try Self.withReserve(reserve) { () throws(Fault) in
            try OutboxDatabase.guarding(file) {
                try queue.inDatabase { database in
                    var results: [Result<Bool, Fault>] = []
                    mustOverwrite.withLock { $0 = true }
                    try database.inTransaction(.immediate) {
                        for receipt in receipts {
                            do throws(Fault) {
                                results.append(.success(try database.erase(receipt, key, device, file)))
                            } catch {
                                guard error.code == .receiptInvalid else { throw error }
                                results.append(.failure(error))
                            }
                        }
                        return .commit
                    }
                    let after = try database.outboxStatus(
                        limits: limits, isReserveWhole: reserve.held >= limits.reserve)
                    usage.withLock { $0 = after }
                    return results
                }
            }
        }
    }

    /// Empties the log of what was erased; costs nothing where nothing was.
    ///
    /// - Throws: ``Fault`` `outbox.busy` where somebody is reading; call it again.
    public func overwrite() throws(Fault) {
        guard mustOverwrite.withLock(\.self) else { return }
        try OutboxDatabase.guarding(file) {
            // Erasures wait on the same queue, so that none comes between the emptying and the mark.
            try queue.inDatabase { database in
                _ = try database.checkpoint(.truncate)
                mustOverwrite.withLock { $0 = false }
            }
        }
    }

    /// How full it is. Also takes back the disk's reserve, where there is room again.
    public func status() throws(Fault) -> OutboxStatus {
        let isWhole = reserve.fill()
        return try OutboxDatabase.guarding(file) {
            try queue.read { try $0.outboxStatus(limits: limits, isReserveWhole: isWhole) }
        }
    }

    /// On a full disk a part of the reserve is given up, and it is tried again, until there is nothing left to give.
    private static func withReserve<R>(_ reserve: DiskReserve, _ body: () throws(Fault) -> R) throws(Fault) -> R {
        while true {
            do throws(Fault) { return try body() } catch {
                guard error.code == .diskWrite, reserve.release() else { throw error }
            }
        }
    }
}

/// Somebody who waits for an item to be on the disk; only touched on the database's queue.
private final class Enqueueing: Sendable {
    let item: SealedItem
    private let result = Mutex<Result<OutboxStatus, Fault>?>(nil)

    init(_ item: SealedItem) { self.item = item }

    var outcome: Result<OutboxStatus, Fault>? { result.withLock(\.self) }

    /// The first outcome counts.
    func finish(_ outcome: Result<OutboxStatus, Fault>) { result.withLock { $0 = $0 ?? outcome } }
}
