internal import Foundation
internal import GRDB
internal import Ground

/// What both ends ask of the outbox.
extension Database {
    func outboxStatus(limits: OutboxLimits) throws -> OutboxStatus {
        let row = try Row.fetchOne(
            self, sql: "SELECT count(*), coalesce(sum(size), 0), min(created) FROM item")
        let (depth, bytes) = (row?[0] as Int? ?? 0, row?[1] as Int? ?? 0)
        return OutboxStatus(
            depth: depth, bytes: bytes, oldest: (row?[2] as Int64?).map(Timestamp.init(milliseconds:)),
            isFilling: limits.share(items: depth, bytes: bytes) >= limits.alarm)
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
        guard let row, let kind = SealedItem.Kind(priority: row["priority"]) else { return nil }
        return SealedItem(
            identifier: identifier, kind: kind, created: Timestamp(milliseconds: row["created"]), bytes: row["bytes"])
    }
}
