internal import Foundation
internal import Ground
internal import TrustedUpdate

/// The hub's signed repository; one process at a time changes it, whichever comes first.
///
/// Hubs that share a database share the folder too (a network file system, or one machine). The database remembers
/// which timestamp was published last, so a hub with another or an older copy of the folder is told instead of
/// publishing a second truth.
struct Publisher: Sendable {
    let folder: HubFolder
    let store: any SQLStore
    let clock: ClockMemory
    /// How long a change waits for another process's change.
    let patience: Duration
    private var keys: URL { folder.keys.appending(path: "repository") }

    /// Makes the repository, or keeps the one that an interrupted start has left.
    ///
    /// - Parameter safe: where the root's keys go; nil leaves them beside the others.
    func prepare(now: Date, safe: URL?) async throws {
        let lock = try await folder.lock(folder.publishLock, patience: patience)
        defer { lock.release() }
        do {
            _ = try await TrustedRepository.create(folder: folder.repository, keys: keys, safe: safe, now: now)
        } catch  where error.code == .trustExists {
            try await TrustedRepository(folder: folder.repository, keys: keys).publish(now: now)
        }
    }

    /// Signs again what is half expired.
    ///
    /// - Returns: what keeps lists from being signed, by list.
    @discardableResult
    func renew(now: Date) async throws -> [String: Fault] {
        try await change {
            try await $0.publish(now: now)
            return await $0.troubles
        }
    }

    /// Signs the root of trust again when half of its time has passed.
    ///
    /// - Parameter safe: where its keys lie; nil for beside the others.
    /// - Returns: when the new one ends; nil where it was not due.
    /// - Throws: ``Fault`` `trust.key` where its keys are kept elsewhere, and as ``change(safe:_:)``.
    func renewRoot(now: Date, safe: URL? = nil) async throws -> Date? {
        try await change(safe: safe) { try await $0.renewRoot(now: now) }
    }

    /// Replaces the keys of some roles, or only signs the root again, due or not.
    func rotate(_ roles: Set<String>, now: Date, safe: URL?) async throws {
        try await change(safe: safe) { try await $0.rotateKeys(of: roles, now: now) }
    }

    /// The repository, to look at.
    ///
    /// - Parameter safe: where the root's keys lie, for work that needs them.
    func opened(safe: URL? = nil) throws(Fault) -> TrustedRepository {
        do { return try TrustedRepository(folder: folder.repository, keys: keys, safe: safe) } catch {
            throw error.atTheHub("what is published in \(folder.repository.path)")
        }
    }

    /// When the root of trust ends.
    func rootEnds() async throws -> Date { try await opened().rootExpires }

    /// Whose lists are published.
    func lists() async throws(Fault) -> Set<String> {
        try await opened().delegated
    }

    /// What is wrong with the published metadata of lists.
    func troubles() async throws(Fault) -> [String: Fault] {
        try await opened().troubles
    }

    /// Whether a list of this name was deleted.
    func isWithdrawn(_ list: String) async throws -> Bool {
        try await opened().isWithdrawn(list)
    }

    /// The root of trust for a device that enrols now.
    func trustedRoot() async throws -> Data {
        try await opened().trustedRoot()
    }

    /// Opens the repository as the last publisher left it, alone.
    ///
    /// - Throws: ``Fault`` `hub.repository.old` for an older copy than the one that was published from last.
    func change<Value: Sendable>(
        safe: URL? = nil, _ body: (TrustedRepository) async throws -> Value
    ) async throws -> Value {
        let lock = try await folder.lock(folder.publishLock, patience: patience)
        defer { lock.release() }
        return try await store.publishing(patience: patience, isolation: #isolation) {
            let repository = try opened(safe: safe)
            let published = try await requireNewest(repository)
            // What is signed with a wrong time is believed for as long as it says.
            try await clock.check(or: await repository.signed)
            let value = try await body(repository)
            try await clock.note()
            let after = await repository.version
            if after != published ?? 0 { try await note(after) }
            return value
        }
    }

    private func note(_ version: Int) async throws {
        _ = try await store.transaction {
            try $0.execute(
                """
                INSERT INTO publication (role, version) VALUES ('timestamp', $1)
                ON CONFLICT (role) DO UPDATE SET version = excluded.version
                """, version)
        }
    }
}
