internal import CaseMessages
internal import Foundation
internal import Ground

/// Replies of the centre, sealed to the station they are for; a device's numbers only grow.
struct MessageStore: Sendable {
    static let page = 100
    let store: any SQLStore

    /// The oldest messages of a device after a number, at most ``page`` of them.
    func messages(for device: UUIDv7, after number: Int) async throws(Fault) -> [SealedReply] {
        try await store.look { transaction in
            try transaction.rows(
                "SELECT number, sealed FROM message WHERE device = $1 AND number > $2 ORDER BY number LIMIT $3",
                device, number, Self.page
            ).map { try SealedReply(number: $0.get("number"), sealed: $0.get("sealed"), device: device.description) }
        }
    }

    /// Adds a message with the device's next number, within a transaction of the caller.
    ///
    /// Numbers follow the clock, so that a database that was restored from an older copy gives none out again: a device
    /// asks only for what is above the last that it had.
    static func add(
        for device: UUIDv7, at now: Timestamp, in transaction: any SQLTransaction, seal: (Int) throws -> Data
    ) throws {
        // Takes the device's row, so that two hubs give out one number after the other.
        try transaction.execute("UPDATE device SET lastSeen = lastSeen WHERE identifier = $1", device)
        let last = try transaction.rows(
            "SELECT coalesce(max(number), 0) AS last FROM message WHERE device = $1", device)
        let number = try max((last.first?.get("last", as: Int.self) ?? 0) + 1, Int(now.milliseconds))
        try transaction.execute(
            "INSERT INTO message (device, number, sealed) VALUES ($1, $2, $3)", device, number, try seal(number))
    }
}
