internal import Crypto
internal import Foundation
internal import Ground

/// One-time codes: who holds one may enrol one device.
///
/// Of a code only the digest is kept; it has 160 random bits, so a plain digest gives nothing away.
struct InvitationBook: Sendable {
    let store: any SQLStore

    /// A new code with its device's rights, 32 letters and digits that cannot be mistaken for one another.
    func invite(until expires: Timestamp, _ rights: ListRights = .all) async throws(Fault) -> String {
        let alphabet = Array("abcdefghjkmnpqrstuvwxyz023456789")
        var random = SystemRandomNumberGenerator()
        let code = String((0..<32).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
        _ = try await store.transaction {
            try $0.execute(
                "INSERT INTO invitation (codeDigest, expires, lists) VALUES ($1, $2, $3)", Self.digest(code), expires,
                rights)
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
        answer: @escaping @Sendable (any SQLTransaction, ListRights) throws -> (device: UUIDv7, answer: Data)
    ) async throws(Fault) -> (answer: Data, isRepeat: Bool) {
        let (code, request) = (Self.digest(code), Data(SHA256.hash(data: request)))
        return try await store.transaction { transaction in
            // Takes the row, so that of two hubs that are shown the code at once one waits for the other.
            try transaction.execute("UPDATE invitation SET expires = expires WHERE codeDigest = $1", code)
            let rows = try transaction.rows("SELECT * FROM invitation WHERE codeDigest = $1", code)
            guard let row = rows.first else { throw Self.refusal("is not known here") }
            if let kept = try row.get("answer", as: Data?.self) {
                guard try row.get("requestDigest") == request else { throw Self.refusal("was used by another device") }
                return (kept, true)
            }
            guard now <= (try row.get("expires")) else { throw Self.refusal("has expired") }
            let made = try answer(transaction, try row.get("lists"))
            try transaction.execute(
                "UPDATE invitation SET requestDigest = $1, device = $2, answer = $3 WHERE codeDigest = $4", request,
                made.device, made.answer, code)
            return (made.answer, false)
        }
    }

    private static func digest(_ code: String) -> Data { Data(SHA256.hash(data: Data(code.utf8))) }

    private static func refusal(_ reason: String) -> Fault {
        Fault(.hubCode, "the code \(reason); ask the centre for a new invitation")
    }
}
