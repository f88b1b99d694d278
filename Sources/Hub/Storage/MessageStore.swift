internal import CaseMessages
internal import Foundation
internal import GRDB
internal import Ground

/// Replies of the centre, sealed to the station they are for; a device's numbers grow by one.
struct MessageStore: Sendable {
    static let page = 100
    let database: any DatabaseWriter

    /// The oldest messages of a device after a number, at most ``page`` of them.
    func messages(for device: UUIDv7, after number: Int) throws(Fault) -> [SealedReply] {
        try database.look { database in
            try Row.fetchAll(
                database,
                sql: "SELECT number, sealed FROM message WHERE device = ? AND number > ? ORDER BY number LIMIT ?",
                arguments: [device.description, number, Self.page]
            ).map { SealedReply(number: $0["number"], sealed: $0["sealed"], device: device.description) }
        }
    }

    /// Adds a message with the device's next number, within a transaction of the caller.
    static func add(for device: UUIDv7, in database: Database, seal: (Int) throws -> Data) throws {
        let last = try Int.fetchOne(
            database, sql: "SELECT max(number) FROM message WHERE device = ?", arguments: [device.description])
        let number = (last ?? 0) + 1
        try database.execute(
            sql: "INSERT INTO message (device, number, sealed) VALUES (?, ?, ?)",
            arguments: [device.description, number, try seal(number)])
    }
}
