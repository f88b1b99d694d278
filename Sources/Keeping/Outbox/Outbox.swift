public import CaseMessages
public import Crypto
public import Foundation
internal import GRDB
public import Ground
internal import SQLiteStorage
internal import Synchronization

/// The station's end: sealed items are on the disk when ``enqueue(_:)`` returns, and overwritten when the centre has
/// signed for them.
///
/// Thread-safe; what waits for the disk waits on the outbox's own thread. One process at a time writes; any number read
/// with an ``OutboxReader``.
///
///     let outbox = try Outbox(state.outbox)
///     let status = try await outbox.enqueue(item)
public final class Outbox: Sendable {
    private let limits: OutboxLimits
    private let reserve: DiskReserve
    private let writer: GroupCommit<OutboxStatus>
    private let mustOverwrite = Mutex(false)
    private let place: OutboxPlace
    private let book: QueueBook?

    /// Opens the outbox, or makes it where there is none, and keeps back its reserve of the disk.
    ///
    /// - Parameters:
    ///   - book: where what is queued is noted apart; what the outbox lacks of it is then set aside beside the book.
    ///   - now: for the name of what is set aside.
    /// - Throws: ``Fault`` `outbox.damaged`, `outbox.foreign`, `outbox.settings`, `outbox.failed` or `disk.full`, naming
    ///   the file.
    public convenience init(
        _ file: URL, limits: OutboxLimits = OutboxLimits(), book: URL? = nil, now: Timestamp = Timestamp(Date())
    ) throws(Fault) {
        try self.init(file, limits: limits, synchronous: .full, book: book, now: now)
    }

    /// An outbox that does not keep its promise, to show that the harness of power cuts finds out.
    @_spi(PowerCuts) public convenience init(weakened file: URL) throws(Fault) {
        try self.init(file, limits: OutboxLimits(), synchronous: .normal, book: nil, now: Timestamp(Date()))
    }

    private init(
        _ file: URL, limits: OutboxLimits, synchronous: OutboxDatabase.Synchronous, book: URL?, now: Timestamp
    ) throws(Fault) {
        self.limits = limits
        let reserve = DiskReserve(file: URL(filePath: file.path + ".reserve"), size: limits.reserve)
        self.reserve = reserve
        let queue = try reserve.givingWay { () throws(Fault) in try OutboxDatabase.open(file, synchronous) }
        place = try OutboxPlace(file)
        let isWhole = reserve.fill()
        let faults = OutboxDatabase.faults(file)
        let status = try faults.guarding {
            try queue.read { try $0.outboxStatus(limits: limits, isReserveWhole: isWhole) }
        }
        self.book = try book.map { (book) throws(Fault) in
            let items = try faults.guarding { try queue.read { try $0.outboxIdentifiers(limit: .max) } }
            return try reserve.givingWay { () throws(Fault) in try QueueBook(book, items: Set(items), at: now) }
        }
        writer = GroupCommit(queue, remembering: status, faults: faults, name: "outbox") { reserve.release() }
    }

    /// Keeps an item; it has survived any power loss when this returns.
    ///
    /// Those who call at the same time are flushed together.
    ///
    /// - Returns: how full the outbox is now.
    /// - Throws: ``Fault`` `outbox.full`, `outbox.tooLarge`, `outbox.duplicate` or `disk.full`; nothing is kept then.
    @discardableResult
    public func enqueue(_ item: SealedItem) async throws(Fault) -> OutboxStatus { try await enqueue([item]) }

    /// Keeps several items, such as a hit and its attachment: all of them or none, whatever happens.
    ///
    /// - Throws: as ``enqueue(_:)-(SealedItem)``. An attachment is also refused where it would take the disk's reserve.
    @discardableResult
    public func enqueue(_ items: [SealedItem]) async throws(Fault) -> OutboxStatus {
        if let large = items.first(where: { $0.bytes.count > SealedItem.limit }) {
            throw Fault(
                .outboxTooLarge,
                "item \(large.identifier) has \(large.bytes.count) bytes, more than the hub's \(SealedItem.limit)")
        }
        let status: OutboxStatus
        do {
            status = try await writer.commit { [limits, reserve] database, status in
                // Asked once: on a full disk the reserve gives way, and all of this is done again.
                let isReserveWhole = reserve.isWhole
                for item in items {
                    try Self.admit(item, to: &status, limits, isReserveWhole: isReserveWhole)
                    try database.insert(item)
                }
                return status
            }
        } catch {
            // What was written of many items before they were refused fills the log.
            if items.count > 1 { mustOverwrite.withLock { $0 = true } }
            throw error
        }
        // They are kept: what could not be noted is owed, and said by ``status()``.
        try? await note(items.map(\.identifier))
        return status
    }

    private func note(_ items: [UUIDv7]) async throws(Fault) {
        guard let book else { return }
        try await writer.between { [reserve] database in
            // On the thread that erases: none of them is noted that is receipted already.
            let waiting = try items.filter { try database.outboxHolds($0) }
            try reserve.givingWay { () throws(Fault) in try book.add(waiting) }
        }
    }

    private static func admit(
        _ item: SealedItem, to status: inout OutboxStatus, _ limits: OutboxLimits, isReserveWhole: Bool
    ) throws(Fault) {
        let next = status.adding(item, limits: limits, isReserveWhole: isReserveWhole)
        guard next.share <= limits.ceiling(for: item.kind), item.kind != .attachment || isReserveWhole else {
            throw Fault(
                .outboxFull,
                "the outbox holds \(status.depth) items and takes no more of kind \(item.kind.rawValue); "
                    + "bring the device's connection to the hub back, or run: ridgeline outbox export")
        }
        status = next
    }

    /// Erases the item that a receipt is for, and overwrites it at once.
    ///
    /// - Returns: false where there is no such item any more: a receipt may come twice.
    /// - Throws: ``Fault`` `receipt.invalid`: the item stays.
    @discardableResult
    public func erase(
        _ receipt: Receipt, key: Curve25519.Signing.PublicKey, device: String
    ) async throws(Fault) -> Bool {
        let wasThere = try await erase([receipt], key: key, device: device)[0].get()
        try await overwrite()
        return wasThere
    }

    /// Erases the items that receipts are for, with one flush of the disk, once each receipt proves that the hub holds
    /// these very bytes. The log still holds them as they were written until ``overwrite()``.
    ///
    /// - Returns: for each receipt whether the item was still there, or `receipt.invalid`: the item stays.
    /// - Throws: ``Fault`` of the database or the disk: then none is erased.
    public func erase(
        _ receipts: [Receipt], key: Curve25519.Signing.PublicKey, device: String
    ) async throws(Fault) -> [Result<Bool, Fault>] {
        try await writer.commit { [self] database, status in
            mustOverwrite.withLock { $0 = true }
            let results = try receipts.map { receipt -> Result<Bool, Fault> in
                do { return .success(try database.erase(receipt, key, device)) } catch let fault as Fault {
                    return .failure(fault)
                }
            }
            try book?.strike(zip(receipts, results).filter { (try? $1.get()) == true }.map(\.0.item))
            status = try database.outboxStatus(limits: limits, isReserveWhole: reserve.isWhole)
            return results
        }
    }

    /// Checks that the hub refuses an item that is here.
    ///
    /// - Returns: whether it is still here.
    /// - Throws: ``Fault`` `refusal.invalid`, or of the database.
    public func check(
        _ refusal: ItemRefusal, key: Curve25519.Signing.PublicKey, device: String
    ) async throws(Fault) -> Bool {
        try await writer.between { database in
            guard let item = try database.outboxItem(refusal.item) else { return false }
            try refusal.verify(key: key, device: device, digest: Hex.encode(SHA256.hash(data: item.bytes)))
            return true
        }
    }

    /// Empties the log of what was erased; costs nothing where nothing was.
    ///
    /// - Throws: ``Fault`` `outbox.busy` where somebody is reading; call it again.
    public func overwrite() async throws(Fault) {
        guard mustOverwrite.withLock({ $0 }) else { return }
        // Erasures wait for the same thread, so that none comes between the emptying and the mark.
        try await writer.between { [self] database in
            _ = try database.checkpoint(.truncate)
            mustOverwrite.withLock { $0 = false }
        }
    }

    /// How full it is. Also takes back the disk's reserve, where there is room again.
    ///
    /// - Throws: ``Fault`` `outbox.moved` where the file is no longer in its place: what is queued goes into the one that
    ///   is open, which nobody else can find; `disk.…` where what is queued cannot be noted apart.
    public func status() async throws(Fault) -> OutboxStatus {
        try place.check()
        try await note([])
        return try await writer.between { [limits, reserve] database in
            let isWhole = reserve.fill()
            return try database.outboxStatus(limits: limits, isReserveWhole: isWhole)
        }
    }
}
