internal import Crypto
internal import DeviceIdentity
internal import Foundation
internal import Ground

/// Whose records a database holds: those of the hub with these keys, or none yet.
///
/// What the hub has signed and what is sealed to it are among the records, so neither goes with another hub's other half.
struct RecordsOwner: Sendable {
    private let digest: Data
    /// Whether tables may be made where there are none.
    let isNew: Bool

    /// Called when the tables are there.
    let isFilled: @Sendable () -> Void

    init(
        _ receiptKey: Curve25519.Signing.PublicKey, _ sealingKey: SealingKey, isNew: Bool,
        isFilled: @escaping @Sendable () -> Void = {}
    ) {
        digest = Data(SHA256.hash(data: receiptKey.rawRepresentation + sealingKey.rawRepresentation))
        (self.isNew, self.isFilled) = (isNew, isFilled)
    }

    /// Before the tables are brought up to date.
    ///
    /// - Parameter done: how many migrations the database has seen.
    /// - Throws: ``Fault`` `hub.lost` for a database without tables.
    func admit(done: Int) throws(Fault) { if done == 0, !isNew { throw Self.lost } }

    /// Writes down whose records they are, where the hub was too old to do so until now, and compares it.
    ///
    /// - Parameter wasAble: whether it has been written down already.
    /// - Throws: ``Fault`` `hub.lost` for tables that were emptied, `hub.database.other`.
    func sign(_ transaction: any SQLTransaction, wasAble: Bool) throws(Fault) {
        let rows = try transaction.rows("SELECT digest FROM part WHERE name = 'keys'")
        guard let row = rows.first else {
            guard isNew || !wasAble else { throw Self.lost }
            try transaction.execute("INSERT INTO part (name, digest) VALUES ('keys', $1)", digest)
            return
        }
        guard try row.get("digest") == digest else {
            throw Fault(
                .hubDatabaseOther,
                "the records are of a hub with another keys/receipt.key or keys/sealing.key than lie here; put the records "
                    + "and keys/ back from the same backup")
        }
    }

    private static let lost = Fault.lost("what the hub's database held")
}
