internal import CaseMessages
internal import Crypto
internal import Foundation
internal import GRDB
internal import Ground

/// What a device has uploaded, sealed as it came.
struct Item: Sendable {
    /// Grows with every item of the hub.
    let sequence: Int64
    let device: UUIDv7
    let identifier: UUIDv7
    let received: Timestamp
    let body: Data
    let state: ItemState

    /// What the centre calls the case that this item opens.
    var reference: String {
        let digits = String(sequence)
        return "C-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}

public enum ItemKind: String, Sendable, Codable { case hit, message, health }

/// How far the centre is with an item.
public enum ItemState: String, Sendable, Codable {
    /// Held, and not looked into yet.
    case sealed
    /// Opened, and answered.
    case opened
    /// Held, but it cannot be opened or read; it waits for somebody to find out why.
    case quarantined
}

/// Items, each received exactly once.
///
/// A receipt means "these bytes are on our disk", nothing more: a damaged item is receipted too, because the device
/// could only send the same bytes again, for ever.
struct ItemStore: Sendable {
    let database: any DatabaseWriter
    let receiptKey: Curve25519.Signing.PrivateKey

    enum Reception: Sendable { case first, again }

    /// Keeps an item, or finds it kept already; the same item gets the same receipt, byte by byte.
    ///
    /// - Returns: the receipt as JSON; it is on the disk, with the item, before this returns.
    /// - Throws: ``Fault`` `hub.conflict` when the identifier is taken by other bytes, `hub.database`.
    func receive(
        _ body: Data, as identifier: UUIDv7, kind: ItemKind, from device: UUIDv7, now: Timestamp
    ) throws(Fault) -> (receipt: Data, reception: Reception) {
        let digest = hex(SHA256.hash(data: body))
        return try database.transaction { database in
            let kept = try Row.fetchOne(
                database, sql: "SELECT digest, kind, receipt FROM item WHERE device = ? AND identifier = ?",
                arguments: [device.description, identifier.description])
            if let kept {
                guard kept["digest"] == digest, kept["kind"] == kind.rawValue else {
                    throw Fault(
                        "hub.conflict",
                        "item \(identifier) is already here with another content; give the new item a new identifier")
                }
                return (kept["receipt"], .again)
            }
            let receipt = try WireJSON.encode(
                Receipt(
                    signing: identifier, digest: digest, received: now, device: device.description, with: receiptKey))
            try database.execute(
                sql: """
                    INSERT INTO item (device, identifier, kind, digest, received, body, receipt, state)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    device.description, identifier.description, kind.rawValue, digest, now.milliseconds, body, receipt,
                    ItemState.sealed.rawValue,
                ])
            try database.execute(
                sql: "UPDATE device SET lastSeen = ? WHERE identifier = ?",
                arguments: [now.milliseconds, device.description])
            return (receipt, .first)
        }
    }

    /// The items of one kind, oldest first, one after the other so that memory stays bounded.
    ///
    /// - Parameter sequence: only what came after it.
    func next(_ kind: ItemKind, after sequence: Int64) throws(Fault) -> Item? {
        try database.look { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM item WHERE kind = ? AND sequence > ? ORDER BY sequence LIMIT 1",
                arguments: [kind.rawValue, sequence]
            ).map(Self.item)
        }
    }

    static func state(of sequence: Int64, in database: Database) throws -> ItemState? {
        try String.fetchOne(database, sql: "SELECT state FROM item WHERE sequence = ?", arguments: [sequence])
            .flatMap(ItemState.init)
    }

    static func set(_ state: ItemState, of sequence: Int64, in database: Database) throws {
        try database.execute(
            sql: "UPDATE item SET state = ? WHERE sequence = ?", arguments: [state.rawValue, sequence])
    }

    private static func item(_ row: Row) throws -> Item {
        guard let device = UUIDv7(row["device"] as String), let identifier = UUIDv7(row["identifier"] as String),
            let state = ItemState(rawValue: row["state"])
        else { throw Fault("hub.database", "an item's row is damaged; restore hub.sqlite from the backup") }
        return Item(
            sequence: row["sequence"], device: device, identifier: identifier,
            received: Timestamp(milliseconds: row["received"]), body: row["body"], state: state)
    }
}
