import DeviceIdentity
internal import Foundation
internal import Ground

/// A PostgreSQL server that several hub processes share.
///
/// A few threads of its own, as many as were ever needed at once, each with one connection that is made again when it
/// was lost.
/// A transaction that was lost before its commit, or collided with another, is run again; one whose commit got no
/// answer fails, because nobody knows. While the server is away every call fails at once, and it is looked for again
/// after a pause that grows.
final class PostgreSQLStore: SQLStore {
    private let address: String
    private let owner: RecordsOwner
    private let queue: PostgreSQLQueue
    private let outage = PostgreSQLOutage()

    /// Connects when it is first asked for something, and brings the tables up to date then.
    ///
    /// - Parameters:
    ///   - address: `postgresql://user@host/database`; what it leaves out, libpq takes from its usual places (PGPASSFILE).
    ///   - owner: whose records they are.
    ///   - connections: at most, at once.
    /// - Throws: ``Fault`` `hub.database.address`.
    init(_ address: String, of owner: RecordsOwner, connections: Int = 12) throws(Fault) {
        guard ["postgresql://", "postgres://"].contains(where: address.hasPrefix), !address.utf8.contains(0) else {
            throw Fault(.hubDatabaseAddress, "a database is named as postgresql://user@host/database")
        }
        (self.address, self.owner) = (address, owner)
        queue = PostgreSQLQueue(limit: connections)
    }

    deinit { queue.close() }

    /// Connects now, and brings the tables up to date; blocks its thread meanwhile.
    ///
    /// - Throws: ``Fault`` `hub.database`, `hub.database.newer`, `hub.database.other`, `hub.lost`.
    func prepare() throws(Fault) {
        do {
            try PostgreSQLWorker(address: address, owner: owner, outage: outage).look { _ in }
        } catch { throw Self.fault(error) }
    }

    func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws(Fault) -> Value {
        try await run { try $0.transaction(body) }
    }

    func look<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws(Fault) -> Value {
        try await run { try $0.look(body) }
    }

    /// The lock belongs to a connection of its own, so that it is let go when this process dies.
    func publishing<Value>(
        patience: Duration, isolation: isolated (any Actor)?, _ body: () async throws -> Value
    ) async throws -> Value {
        let holder = try PostgreSQLStore(address, of: owner, connections: 1)
        let end = ContinuousClock.now + patience
        while try await !holder.takePublishingLock() {
            guard ContinuousClock.now < end else {
                throw Fault(.hubBusy, "another hub is publishing; wait until it is done")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        let value = try await body()
        withExtendedLifetime(holder) {}
        return value
    }

    private func takePublishingLock() async throws(Fault) -> Bool {
        try await look { transaction in
            let rows = try transaction.rows(
                "SELECT pg_try_advisory_lock(hashtextextended(current_schema() || '/publish', 0)) AS held")
            return try rows.first?.get("held") == 1
        }
    }

    private func run<Value: Sendable>(
        _ body: @escaping @Sendable (PostgreSQLWorker) throws -> Value
    ) async throws(Fault) -> Value {
        let result: Result<Value, Fault> = await withCheckedContinuation { continuation in
            let needsThread = queue.add { worker in
                do { continuation.resume(returning: .success(try body(worker))) } catch {
                    continuation.resume(returning: .failure(Self.fault(error)))
                }
            }
            if needsThread { startThread() }
        }
        return try result.get()
    }

    private static func fault(_ error: any Error) -> Fault {
        error as? Fault ?? Fault(.hubDatabase, "the hub's database failed", cause: error)
    }

    private func startThread() {
        let thread = Thread { [address, owner, queue, outage] in
            queue.serve(PostgreSQLWorker(address: address, owner: owner, outage: outage))
        }
        thread.name = "postgresql"
        thread.start()
    }
}
