internal import Foundation
internal import Ground

/// Who may run this hub over its API: names, each with the one key that was made last.
///
/// Thread-safe; every change is on the disk when the call returns.
struct OperatorBook: Sendable {
    let store: any SQLStore

    /// From now on this key, by the digest of its public half, is the operator's, and none before it.
    func add(_ name: String, keyDigest: Data, now: Timestamp) async throws(Fault) {
        _ = try await store.transaction {
            try $0.execute("DELETE FROM operator WHERE name = $1", name)
            try $0.execute(
                "INSERT INTO operator (name, keyDigest, added) VALUES ($1, $2, $3)", name, keyDigest,
                now)
        }
    }

    /// - Throws: ``Fault`` `hub.operator` where there is none of that name.
    func remove(_ name: String) async throws(Fault) {
        let removed = try await store.transaction { try $0.execute("DELETE FROM operator WHERE name = $1", name) }
        guard removed == 1 else { throw Fault(.hubOperator, "there is no operator '\(name)'; check the name") }
    }

    /// Names, sorted, of those whose certificate is from before a time.
    func added(before time: Timestamp) async throws(Fault) -> [String] {
        try await store.look {
            try $0.rows("SELECT name FROM operator WHERE added < $1 ORDER BY name", time).map { try $0.get("name") }
        }
    }

    func holds(_ name: String, keyDigest: Data) async throws(Fault) -> Bool {
        let rows = try await store.look {
            try $0.rows("SELECT keyDigest FROM operator WHERE name = $1", name)
        }
        return try rows.first?.get("keyDigest") == keyDigest
    }
}
