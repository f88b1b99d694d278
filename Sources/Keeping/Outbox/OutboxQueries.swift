internal import CaseMessages
internal import Crypto
internal import Foundation
internal import GRDB
internal import Ground

/// What both ends ask of the outbox.
extension Database {
    func outboxStatus(limits: OutboxLimits, isReserveWhole: Bool) throws -> OutboxStatus {
        let row = try Row.fetchOne(
            self, sql: "SELECT count(*), coalesce(sum(size), 0), min(created) FROM item")
        let (depth, bytes) = (row?[0] as Int? ?? 0, row?[1] as Int? ?? 0)
        return OutboxStatus(
            depth: depth, bytes: bytes, oldest: (row?[2] as Int64?).map(Timestamp.init(milliseconds:)),
            limits: limits, isReserveWhole: isReserveWhole)
    }

    /// Most urgent first, among equals the oldest.
    func outboxIdentifiers(limit: Int) throws -> [UUIDv7] {
        try String.fetchAll(
            self, sql: "SELECT identifier FROM item ORDER BY priority, number LIMIT ?", arguments: [limit]
        ).compactMap { UUIDv7($0) }
    }

    func outboxItem(_ identifier: UUIDv7) throws -> SealedItem? {
        let row = try Row.fetchOne(
            self, sql: "SELECT priority, created, bytes FROM item WHERE identifier = ?",
            arguments: [identifier.description])
        guard let row, let kind = UInt8(exactly: row["priority"] as Int).flatMap(ItemKind.init(number:)) else {
            return nil
        }
        return SealedItem(
            identifier: identifier, kind: kind, created: Timestamp(milliseconds: row["created"]), bytes: row["bytes"])
    }

    func outboxHolds(_ identifier: UUIDv7) throws -> Bool {
        try Bool.fetchOne(
            self, sql: "SELECT EXISTS (SELECT 1 FROM item WHERE identifier = ?)", arguments: [identifier.description])
            ?? false
    }

    func insert(_ item: SealedItem) throws {
        try execute(
            sql: "INSERT INTO item (identifier, priority, created, size, bytes) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                item.identifier.description, Int(item.kind.number), item.created.milliseconds, item.bytes.count,
                item.bytes,
            ])
    }

    /// - Returns: false where there is no such item any more.
    /// - Throws: ``Fault`` `receipt.invalid`, and no other: the item stays.
    func erase(_ receipt: Receipt, _ key: Curve25519.Signing.PublicKey, _ device: String) throws -> Bool {
        guard let item = try outboxItem(receipt.item) else { return false }
        let digest = Hex.encode(SHA256.hash(data: item.bytes))
        try receipt.verify(key: key, device: device, item: item.identifier, digest: digest)
        try execute(sql: "DELETE FROM item WHERE identifier = ?", arguments: [item.identifier.description])
        return true
    }
}
