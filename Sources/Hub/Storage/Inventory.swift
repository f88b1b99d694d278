public import CaseMessages
internal import Foundation
internal import GRDB
public import Ground

/// A device that the hub has let in.
public struct Device: Sendable {
    public let identifier: UUIDv7
    public let enrolled: Timestamp
    public let certificateEnds: Timestamp
    /// Since when it is shut out; nil while it is welcome.
    public let revoked: Timestamp?
    public let lastSeen: Timestamp?
    /// What it last said of itself.
    public let health: HealthReport?
    /// X25519, for what only the station may read.
    let stationKey: Data
}

/// Which devices there are, when each was last seen, and which are shut out.
///
/// Thread-safe; every change is on the disk when the call returns.
struct Inventory: Sendable {
    /// Bytes of a health report, at most.
    static let healthLimit = 4096
    let database: any DatabaseWriter

    func all() throws(Fault) -> [Device] {
        try database.look { database in
            try Row.fetchAll(database, sql: "SELECT * FROM device ORDER BY identifier").map(Self.device)
        }
    }

    func find(_ identifier: UUIDv7) throws(Fault) -> Device? {
        try database.look { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM device WHERE identifier = ?",
                arguments: [
                    identifier.description
                ]
            ).map(Self.device)
        }
    }

    /// Shuts the device out from its next request on; a second time changes nothing.
    ///
    /// - Throws: ``Fault`` `hub.unknownDevice`.
    func revoke(_ identifier: UUIDv7, now: Timestamp) throws(Fault) {
        try database.transaction { database in
            try database.execute(
                sql: "UPDATE device SET revoked = coalesce(revoked, ?) WHERE identifier = ?",
                arguments: [now.milliseconds, identifier.description])
            guard database.changesCount == 1 else {
                throw Fault(
                    "hub.unknownDevice", "no device \(identifier); see ridgeline-hub devices for those there are")
            }
        }
    }

    /// Keeps what a device says of itself.
    func note(_ health: HealthReport, of identifier: UUIDv7, now: Timestamp) throws(Fault) {
        let text = try WireJSON.encode(health)
        try database.transaction { database in
            try database.execute(
                sql: "UPDATE device SET health = ?, lastSeen = ? WHERE identifier = ?",
                arguments: [text, now.milliseconds, identifier.description])
        }
    }

    static func add(
        _ identifier: UUIDv7, stationKey: Data, enrolled: Timestamp, certificateEnds: Timestamp, in database: Database
    ) throws {
        try database.execute(
            sql: "INSERT INTO device (identifier, stationKey, enrolled, certificateEnds) VALUES (?, ?, ?, ?)",
            arguments: [
                identifier.description, stationKey, enrolled.milliseconds, certificateEnds.milliseconds,
            ])
    }

    private static func device(_ row: Row) throws -> Device {
        let text: String = row["identifier"]
        guard let identifier = UUIDv7(text) else {
            throw Fault("hub.database", "the inventory holds '\(text)' as a device; restore it from the backup")
        }
        func time(_ column: String) -> Timestamp? { (row[column] as Int64?).map(Timestamp.init(milliseconds:)) }
        let health = try (row["health"] as Data?).map {
            try WireJSON.decode(
                HealthReport.self, from: $0, limit: Self.healthLimit, naming: "the health of \(identifier)")
        }
        return Device(
            identifier: identifier, enrolled: time("enrolled") ?? Timestamp(milliseconds: 0),
            certificateEnds: time("certificateEnds") ?? Timestamp(milliseconds: 0), revoked: time("revoked"),
            lastSeen: time("lastSeen"), health: health, stationKey: row["stationKey"])
    }
}
