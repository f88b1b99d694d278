internal import Foundation
internal import Ground

/// Who may run this hub over its API: names, each with the one certificate that was issued last.
///
/// Thread-safe; every change is on the disk when the call returns.
struct OperatorBook: Sendable {
    let store: any SQLStore

    /// From now on this certificate is the operator's, and none before it.
    func add(_ name: String, certificateDigest: Data, now: Timestamp) async throws(Fault) {
        _ = try await store.transaction {
            try $0.execute("DELETE FROM operator WHERE name = $1", name)
            try $0.execute(
                "INSERT INTO operator (name, certificateDigest, added) VALUES ($1, $2, $3)", name, certificateDigest,
                now)
        }
    }

    /// - Throws: ``Fault`` `hub.operator` where there is none of that name.
    func remove(_ name: String) async throws(Fault) {
        let removed = try await store.transaction { try $0.execute("DELETE FROM operator WHERE name = $1", name) }
        guard removed == 1 else { throw Fault("hub.operator", "there is no operator '\(name)'; check the name") }
    }

    func holds(_ name: String, certificateDigest: Data) async throws(Fault) -> Bool {
        let rows = try await store.look {
            try $0.rows("SELECT certificateDigest FROM operator WHERE name = $1", name)
        }
        return try rows.first?.get("certificateDigest") == certificateDigest
    }
}
