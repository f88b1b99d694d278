internal import CaseMessages
internal import Crypto
internal import Foundation
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

    var reference: CaseReference { CaseReference(sequence: sequence) }
}

/// How far the centre is with an item.
public enum ItemState: String, Sendable, Codable {
    /// Held, and not looked into yet.
    case sealed
    /// Opened, and answered.
    case opened
    /// Held, but it cannot be opened or read; it waits for somebody to find out why.
    case quarantined
    /// An examiner has said that it is the listed person.
    case confirmed
    /// An examiner has said that it is not.
    case dismissed
}

/// Items, each received exactly once.
///
/// A receipt means "these bytes are on our disk", nothing more: a damaged item is receipted too, because the device
/// could only send the same bytes again, for ever.
struct ItemStore: Sendable {
    let store: any SQLStore
    let receiptKey: Curve25519.Signing.PrivateKey

    enum Reception: Sendable { case first, again }

    /// An item that came over the wire.
    struct Arrival: Sendable {
        let identifier: UUIDv7
        let kind: ItemKind
        let body: Data
    }

    /// Keeps items, or finds them kept already, with one flush of the disk; one that conflicts does not concern the others.
    ///
    /// - Parameter arrivals: what came, or why it is not taken.
    /// - Returns: for each arrival, in the same order, its receipt as JSON, the same one byte by byte however often the
    ///   item comes, or why there is none: `hub.conflict` when the identifier is taken by other bytes. Both are on the disk
    ///   before this returns.
    /// - Throws: ``Fault`` `hub.quota`, `hub.database`: then none of them is kept.
    func receive(
        _ arrivals: [Result<Arrival, Fault>], from device: UUIDv7, now: Timestamp, within quota: Quota? = nil
    ) async throws(Fault) -> [Result<(receipt: Data, reception: Reception), Fault>] {
        let digested = arrivals.map { $0.map { ($0, Hex.encode(SHA256.hash(data: $0.body))) } }
        return try await store.transaction { transaction in
            let outcomes = try digested.map { arrival -> Result<(receipt: Data, reception: Reception), Fault> in
                switch arrival {
                case .failure(let fault): return .failure(fault)
                case .success(let (arrival, digest)):
                    do { return .success(try keep(arrival, digest, device, now, in: transaction)) } catch let fault
                        as Fault where fault.code == .hubConflict
                    { return .failure(fault) }
                }
            }
            let fresh = zip(arrivals, outcomes).filter { (try? $1.get())?.reception == .first }.compactMap {
                try? $0.0.get()
            }
            try quota?.charge(
                device, items: fresh.count, bytes: fresh.reduce(0) { $0 + $1.body.count },
                isForAttachments: fresh.allSatisfy { $0.kind == .attachment }, at: now, in: transaction)
            try transaction.execute("UPDATE device SET lastSeen = $1 WHERE identifier = $2", now, device)
            return outcomes
        }
    }

    private func keep(
        _ arrival: Arrival, _ digest: String, _ device: UUIDv7, _ now: Timestamp, in transaction: any SQLTransaction
    ) throws -> (receipt: Data, reception: Reception) {
        let identifier = arrival.identifier
        func kept() throws(Fault) -> Data? {
            let rows = try transaction.rows(
                "SELECT digest, kind, receipt FROM item WHERE device = $1 AND identifier = $2", device, identifier)
            guard let row = rows.first else { return nil }
            guard try row.get("digest") == digest, try row.get("kind") == arrival.kind.rawValue else {
                throw Fault(
                    .hubConflict,
                    "item \(identifier) is already here with another content; give the new item a new identifier")
            }
            return try row.get("receipt")
        }
        if let receipt = try kept() { return (receipt, .again) }
        let receipt = try WireJSON.encode(
            Receipt(signing: identifier, digest: digest, received: now, device: device.description, with: receiptKey))
        let added = try transaction.execute(
            """
            INSERT INTO item (device, identifier, kind, digest, received, body, receipt, state)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (device, identifier) DO NOTHING
            """, device, identifier, arrival.kind.rawValue, digest, now, arrival.body, receipt,
            ItemState.sealed.rawValue)
        // Another hub has taken it between the two statements, and its receipt is the one that counts.
        if added == 0, let receipt = try kept() { return (receipt, .again) }
        return (receipt, .first)
    }

    /// The items of one kind, oldest first, one after the other so that memory stays bounded.
    ///
    /// - Parameter sequence: only what came after it.
    func next(_ kind: ItemKind, after sequence: Int64) async throws(Fault) -> Item? {
        try await store.look {
            try $0.rows(
                "SELECT * FROM item WHERE kind = $1 AND sequence > $2 ORDER BY sequence LIMIT 1", kind.rawValue,
                sequence
            ).first.map(Item.init)
        }
    }

    /// As ``next(_:after:)``, of those that came before that moment and nobody has looked into.
    func nextSealed(_ kind: ItemKind, after sequence: Int64, before moment: Timestamp) async throws(Fault) -> Item? {
        try await store.look {
            try $0.rows(
                """
                SELECT * FROM item WHERE kind = $1 AND sequence > $2 AND received < $3 AND state = 'sealed'
                ORDER BY sequence LIMIT 1
                """, kind.rawValue, sequence, moment
            ).first.map(Item.init)
        }
    }

    /// One item of a device; nil where it has not come.
    func find(_ identifier: UUIDv7, of kind: ItemKind, from device: UUIDv7) async throws(Fault) -> Item? {
        try await store.look {
            try $0.rows(
                "SELECT * FROM item WHERE device = $1 AND identifier = $2 AND kind = $3", device, identifier,
                kind.rawValue
            ).first.map(Item.init)
        }
    }

    /// Which of a device's items have not come.
    func missing(_ identifiers: [UUIDv7], of kind: ItemKind, from device: UUIDv7) async throws(Fault) -> [UUIDv7] {
        try await store.look { reading in
            try identifiers.filter {
                try reading.rows(
                    "SELECT 1 FROM item WHERE device = $1 AND identifier = $2 AND kind = $3", device, $0, kind.rawValue
                ).isEmpty
            }
        }
    }

    /// - Returns: whether nobody had opened it before: of two hubs that ask at once only one is told so.
    static func open(_ sequence: Int64, in transaction: any SQLTransaction) throws(Fault) -> Bool {
        try transaction.execute(
            "UPDATE item SET state = 'opened' WHERE sequence = $1 AND state IN ('sealed', 'quarantined')", sequence)
            == 1
    }

    /// - Returns: whether it was in another state before.
    static func quarantine(_ sequence: Int64, in transaction: any SQLTransaction) throws(Fault) -> Bool {
        try transaction.execute(
            "UPDATE item SET state = 'quarantined' WHERE sequence = $1 AND state <> 'quarantined'", sequence) == 1
    }

    static func remove(_ sequence: Int64, in transaction: any SQLTransaction) throws(Fault) {
        try transaction.execute("DELETE FROM item WHERE sequence = $1", sequence)
    }

    static func set(_ state: ItemState, of sequence: Int64, in transaction: any SQLTransaction) throws(Fault) {
        try transaction.execute("UPDATE item SET state = $1 WHERE sequence = $2", state.rawValue, sequence)
    }
}

extension ItemState: SQLConvertible {
    var sqlValue: SQLValue { .text(rawValue) }
    init?(_ value: SQLValue) {
        guard let text = String(value) else { return nil }
        self.init(rawValue: text)
    }
}

extension Item {
    fileprivate init(_ row: SQLRow) throws(Fault) {
        self.init(
            sequence: try row.get("sequence"), device: try row.get("device"), identifier: try row.get("identifier"),
            received: try row.get("received"), body: try row.get("body"), state: try row.get("state"))
    }
}
