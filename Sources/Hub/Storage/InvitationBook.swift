internal import Crypto
internal import Foundation
internal import GRDB
internal import Ground

/// One-time codes: who holds one may enrol one device.
///
/// Of a code only the digest is kept; it has 160 random bits, so a plain digest gives nothing away.
struct InvitationBook: Sendable {
    let database: any DatabaseWriter

    /// A new code, 32 letters and digits that cannot be mistaken for one another.
    func invite(until expires: Timestamp) throws(Fault) -> String {
        let alphabet = Array("abcdefghjkmnpqrstuvwxyz023456789")
        var random = SystemRandomNumberGenerator()
        let code = String((0..<32).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
        try database.transaction { database in
            try database.execute(
                sql: "INSERT INTO invitation (codeDigest, expires) VALUES (?, ?)",
                arguments: [Self.digest(code), expires.milliseconds])
        }
        return code
    }

    /// Spends a code in the transaction that makes the answer: either both are on the disk, or neither.
    ///
    /// The same code with the same request gets the kept answer again, because the first one may have been lost.
    ///
    /// - Parameter answer: adds the device and makes the answer; called at most once.
    /// - Throws: ``Fault`` `hub.code` for a code that is unknown, spent or expired, and what `answer` throws.
    func redeem(
        _ code: String, request: Data, now: Timestamp,
        answer: @Sendable (Database) throws -> (device: UUIDv7, answer: Data)
    ) throws(Fault) -> (answer: Data, isRepeat: Bool) {
        let (code, request) = (Self.digest(code), Data(SHA256.hash(data: request)))
        return try database.transaction { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT * FROM invitation WHERE codeDigest = ?", arguments: [code])
            guard let row else { throw Self.refusal("is not known here") }
            if let kept = row["answer"] as Data? {
                guard row["requestDigest"] == request else { throw Self.refusal("was used by another device") }
                return (kept, true)
            }
            guard now.milliseconds <= row["expires"] else { throw Self.refusal("has expired") }
            let made = try answer(database)
            try database.execute(
                sql: "UPDATE invitation SET requestDigest = ?, device = ?, answer = ? WHERE codeDigest = ?",
                arguments: [request, made.device.description, made.answer, code])
            return (made.answer, false)
        }
    }

    private static func digest(_ code: String) -> Data { Data(SHA256.hash(data: Data(code.utf8))) }

    private static func refusal(_ reason: String) -> Fault {
        Fault("hub.code", "the code \(reason); ask the centre for a new invitation")
    }
}
