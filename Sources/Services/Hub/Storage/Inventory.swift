public import CaseMessages
internal import Foundation
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
    /// Which lists it may have.
    public let lists: ListRights
    /// What nobody has looked into yet, oldest first.
    public internal(set) var alarms: [DeviceAlarm] = []
    /// X25519, for what only the station may read.
    let stationKey: Data
    /// X25519, by which the station's files are known.
    let senderKey: Data
    /// SHA-256 of the key whose certificate is in use; no other certificate of this device is let in, but
    let keyDigest: Data
    /// that of a renewal whose answer the device may not have yet.
    let nextKeyDigest: Data?
    /// It may have fewer lists than before, and has not asked for its keys since.
    let isToBeTold: Bool
    /// The notice of list keys that it was sent last; nil of an older hub.
    let keyNotice: (named: Data, issued: Timestamp)?
    /// It may have some lists, and none of them is there any more: it searches nobody.
    public internal(set) var hasNoList = false
}

/// Which devices there are, when each was last seen, and which are shut out.
///
/// Thread-safe; every change is on the disk when the call returns.
struct Inventory: Sendable {
    let store: any SQLStore

    func all() async throws(Fault) -> [Device] {
        try await store.look { transaction in
            let alarms = try AlarmBook.all(in: transaction)
            return try transaction.rows("SELECT * FROM device ORDER BY identifier").map { row in
                var device = try Device(row)
                device.alarms = alarms[device.identifier] ?? []
                return device
            }
        }
    }

    func find(_ identifier: UUIDv7) async throws(Fault) -> Device? {
        try await store.look {
            try $0.rows("SELECT * FROM device WHERE identifier = $1", identifier).first.map(Device.init)
        }
    }

    /// Shuts the device out from its next request on, and asks for other keys of the lists that it could have; a second
    /// time asks for those alone.
    ///
    /// - Parameter lists: owners of those that there are.
    /// - Throws: ``Fault`` `hub.unknownDevice`.
    func revoke(_ identifier: UUIDv7, now: Timestamp, lists: Set<String>) async throws(Fault) {
        try await store.transaction { transaction in
            let before = try Self.rights(identifier, in: transaction)
            try transaction.execute(
                "UPDATE device SET revoked = coalesce(revoked, $1) WHERE identifier = $2", now, identifier)
            try KeyRotations.ask(lists.filter(before.include), in: transaction)
        }
    }

    /// Gives the device other rights, and asks for other keys of the lists that it may not have any more.
    ///
    /// - Throws: ``Fault`` `hub.unknownDevice`.
    func allow(
        _ identifier: UUIDv7, _ rights: ListRights, lists: Set<String>, now: Timestamp
    ) async throws(Fault) {
        try await store.transaction { transaction in
            let before = try Self.rights(identifier, in: transaction)
            try Self.allow(identifier, rights, in: transaction)
            let lost = lists.filter { before.include($0) && !rights.include($0) }
            if !lost.isEmpty { try NarrowedRights.note(identifier, at: now, in: transaction) }
            try KeyRotations.ask(lost, in: transaction)
        }
    }

    private static func rights(
        _ identifier: UUIDv7, in transaction: any SQLTransaction
    ) throws(Fault) -> ListRights {
        // Takes the row, so that of two who change rights one waits for the other.
        try transaction.execute("UPDATE device SET enrolled = enrolled WHERE identifier = $1", identifier)
        let rows = try transaction.rows("SELECT lists FROM device WHERE identifier = $1", identifier)
        guard let row = rows.first else {
            throw Fault(.hubUnknownDevice, "no device \(identifier); see ridgeline-hub devices for those there are")
        }
        return try row.get("lists")
    }

    @discardableResult
    static func allow(
        _ identifier: UUIDv7, _ rights: ListRights, in transaction: any SQLTransaction
    ) throws(Fault) -> Int {
        try transaction.execute("UPDATE device SET lists = $1 WHERE identifier = $2", rights, identifier)
    }

    /// - Parameter authority: digest of the newest one that the device is told of.
    static func add(
        _ identifier: UUIDv7, stationKey: Data, senderKey: Data, keyDigest: Data, authority: Data, enrolled: Timestamp,
        certificateEnds: Timestamp, in transaction: any SQLTransaction
    ) throws(Fault) {
        try transaction.execute(
            """
            INSERT INTO device (identifier, stationKey, senderKey, keyDigest, authority, enrolled, certificateEnds)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, identifier, stationKey, senderKey, keyDigest, authority, enrolled, certificateEnds)
    }

    /// Keeps the key whose certificate a device is to have next; the one that it has is good until it shows the new one.
    ///
    /// - Parameter authority: digest of the newest one that the device is told of with it.
    static func offer(
        _ next: Data, with authority: Data, until ends: Timestamp, to device: UUIDv7, replacing digest: Data,
        in transaction: any SQLTransaction
    ) throws(Fault) {
        try transaction.execute(
            """
            UPDATE device SET authority = CASE WHEN nextKeyDigest = $1 THEN nextAuthority ELSE authority END,
                keyDigest = $1, nextKeyDigest = $2, nextAuthority = $3, certificateEnds = $4
            WHERE identifier = $5
            """, digest, next, authority, ends, device)
    }

    /// The device has shown its new certificate: the old one is good for nothing any more.
    func adopt(_ digest: Data, of identifier: UUIDv7) async throws(Fault) {
        _ = try await store.transaction {
            try $0.execute(
                """
                UPDATE device SET keyDigest = nextKeyDigest, nextKeyDigest = NULL,
                    authority = nextAuthority, nextAuthority = NULL
                WHERE identifier = $1 AND nextKeyDigest = $2
                """, identifier, digest)
        }
    }
}

/// For people and programs at the centre; keys stay out.
extension Device: Encodable {
    private enum CodingKeys: CodingKey {
        case identifier, enrolled, certificateEnds, revoked, lastSeen, health, lists, hasNoList, alarms
    }
}

extension Device {
    init(_ row: SQLRow) throws(Fault) {
        let identifier = try row.get("identifier", as: UUIDv7.self)
        // One report that cannot be read, of whatever version, keeps no other device out of sight.
        let health = try row.get("health", as: Data?.self).flatMap {
            try? WireJSON.decode(HealthReport.self, from: $0, limit: HealthReport.limit, naming: "the health")
        }
        let (narrowed, told): (Timestamp?, Timestamp?) = (try row.get("narrowed"), try row.get("told"))
        let (named, issued): (Data?, Timestamp?) = (try row.get("keysNamed"), try row.get("keysIssued"))
        self.init(
            identifier: identifier, enrolled: try row.get("enrolled"), certificateEnds: try row.get("certificateEnds"),
            revoked: try row.get("revoked"), lastSeen: try row.get("lastSeen"), health: health,
            lists: try row.get("lists"),
            // Without the newer keys, of an older hub, a device is to be enrolled again.
            stationKey: try row.get("stationKey"), senderKey: try row.get("senderKey", as: Data?.self) ?? Data(),
            keyDigest: try row.get("keyDigest", as: Data?.self) ?? Data(), nextKeyDigest: try row.get("nextKeyDigest"),
            isToBeTold: narrowed != nil && told == nil, keyNotice: named.flatMap { named in issued.map { (named, $0) } }
        )
    }
}
