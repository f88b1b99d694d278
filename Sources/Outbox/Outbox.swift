public import CaseMessages
public import Crypto
public import Foundation
internal import GRDB
public import Ground

/// The station's end: sealed items are on the disk when ``enqueue(_:)`` returns, and overwritten when the centre has
/// signed for them.
///
/// Thread-safe. One process at a time writes; any number read with an ``OutboxReader``.
public final class Outbox: Sendable {
    private let file: URL
    private let limits: OutboxLimits
    private let queue: DatabaseQueue

    /// Opens the outbox, or makes it where there is none.
    ///
    /// - Throws: ``Fault`` `outbox.damaged`, `outbox.foreign`, `outbox.settings` or `outbox.failed`, naming the file.
    public init(_ file: URL, limits: OutboxLimits = OutboxLimits()) throws(Fault) {
        self.file = file
        self.limits = limits
        queue = try OutboxDatabase.open(file)
    }

    /// Keeps an item; it has survived any power loss when this returns.
    ///
    /// - Returns: how full the outbox is now.
    /// - Throws: ``Fault`` `outbox.full`, `outbox.tooLarge`, `outbox.duplicate` or `disk.write`; nothing is kept then.
    @discardableResult
    public func enqueue(_ item: SealedItem) throws(Fault) -> OutboxStatus {
        guard item.bytes.count <= SealedItem.limit else {
            throw Fault(
                "outbox.tooLarge",
                "item \(item.identifier) has \(item.bytes.count) bytes, more than the hub's \(SealedItem.limit)")
        }
        return try OutboxDatabase.guarding(file) {
            try queue.write { database in
                let before = try database.outboxStatus(limits: limits)
                let share = limits.share(items: before.depth + 1, bytes: before.bytes + item.bytes.count)
                guard share <= limits.ceiling(for: item.kind) else {
                    throw Fault(
                        "outbox.full",
                        "the outbox holds \(before.depth) items and takes no more of kind \(item.kind.rawValue); "
                            + "bring the device's connection to the hub back")
                }
                try database.execute(
                    sql: "INSERT INTO item (identifier, priority, created, size, bytes) VALUES (?, ?, ?, ?, ?)",
                    arguments: [
                        item.identifier.description, item.kind.priority, item.created.milliseconds, item.bytes.count,
                        item.bytes,
                    ])
                return try database.outboxStatus(limits: limits)
            }
        }
    }

    /// Erases the item that a receipt is for, once the receipt proves that the hub holds these very bytes.
    ///
    /// - Returns: false where there is no such item any more: a receipt may come twice.
    /// - Throws: ``Fault`` `receipt.invalid`: the item stays. `outbox.busy`: it is gone, its bytes are overwritten in
    ///   the log with the next erasure.
    @discardableResult
    public func erase(
        _ receipt: Receipt, key: Curve25519.Signing.PublicKey, device: String
    ) throws(Fault) -> Bool {
        try OutboxDatabase.guarding(file) {
            let wasThere = try queue.write { database in
                guard let item = try database.outboxItem(receipt.item) else { return false }
                let digest = hex(SHA256.hash(data: item.bytes))
                try receipt.verify(key: key, device: device, item: item.identifier, digest: digest)
                try database.execute(
                    sql: "DELETE FROM item WHERE identifier = ?", arguments: [item.identifier.description])
                return true
            }
            // The log still holds the item as it was written; empty it.
            try queue.inDatabase { _ = try $0.checkpoint(.truncate) }
            return wasThere
        }
    }

    public func status() throws(Fault) -> OutboxStatus {
        try OutboxDatabase.guarding(file) { try queue.read { try $0.outboxStatus(limits: limits) } }
    }
}
