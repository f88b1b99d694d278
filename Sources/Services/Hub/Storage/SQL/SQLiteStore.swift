internal import Foundation
internal import GRDB
internal import Ground
internal import Synchronization

/// The hub's one SQLite file: write-ahead log, and on the disk before a write returns.
///
/// Several processes may have it open at once: the server, and whoever administers it. Transactions that wait for the
/// disk together are flushed together, each in a savepoint of its own: one flush may be all a disk can do in 5 ms.
final class SQLiteStore: SQLStore {
    /// Transactions that are flushed together, at most.
    private static let group = 128

    /// Told when the group is on the disk, or why it is not.
    private typealias Ending = @Sendable (Fault?) -> Void

    /// Somebody's transaction; either function is called, and once.
    private struct Job: Sendable {
        let run: @Sendable (Database) -> Ending
        let refuse: Ending
    }

    private let pool: DatabasePool
    private let waiting = Mutex<(jobs: [Job], isDrained: Bool)>(([], false))

    /// - Throws: ``Fault`` `hub.database`, `hub.database.newer`, `disk.write`.
    init(_ file: URL) throws(Fault) {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
        }
        do {
            pool = try DatabasePool(path: file.path, configuration: configuration)
            guard chmod(file.path, 0o600) == 0 else {
                throw Fault(.diskWrite, "cannot close \(file.path) to others; check its owner")
            }
            try pool.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try HubSchema.migrate(SQLiteTransaction(database: database), .sqlite)
                    return .commit
                }
            }
        } catch let error as Fault {
            throw error
        } catch {
            throw Fault(
                .hubDatabase, "cannot open \(file.path); check the disk, or restore it from the backup", cause: error)
        }
    }

    /// Takes away a file that nothing was ever put into, because another database is to be used.
    ///
    /// - Throws: ``Fault`` `hub.database.other` where it has been used.
    static func retire(_ file: URL) throws(Fault) {
        guard FileManager.default.fileExists(atPath: file.path) else { return }
        let store = try SQLiteStore(file)
        do {
            let used = try store.pool.read { database in
                try Int.fetchOne(
                    database,
                    sql: "SELECT (SELECT count(*) FROM invitation) + (SELECT count(*) FROM pendingChange)")
            }
            guard used == 0 else {
                throw Fault(
                    .hubDatabaseOther,
                    "this hub's records are in \(file.path) already; make a new hub with init --database")
            }
            try store.pool.close()
        } catch { throw fault(error) }
        for ending in ["", "-wal", "-shm"] { try DurableFile.remove(URL(filePath: file.path + ending)) }
    }

    func look<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws(Fault) -> Value {
        do { return try await pool.read { try body(SQLiteTransaction(database: $0)) } } catch {
            throw Self.fault(error)
        }
    }

    func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws(Fault) -> Value {
        let result: Result<Value, Fault> = await withCheckedContinuation { continuation in
            let job = Job { database in
                let own = Self.run(body, in: database)
                return { failure in
                    let isLost = failure != nil && (try? own.get()) != nil
                    continuation.resume(returning: failure.flatMap { isLost ? .failure($0) : nil } ?? own)
                }
            } refuse: { failure in
                continuation.resume(returning: .failure(failure ?? Fault(.hubDatabase, "the write was not tried")))
            }
            enqueue(job)
        }
        return try result.get()
    }

    /// The file has no other users than those of the hub's folder, and the folder has a lock of its own.
    func publishing<Value>(
        patience: Duration, isolation: isolated (any Actor)?, _ body: () async throws -> Value
    ) async throws -> Value { try await body() }

    private func enqueue(_ job: Job) {
        let isFirst = waiting.withLock { waiting in
            waiting.jobs.append(job)
            defer { waiting.isDrained = true }
            return !waiting.isDrained
        }
        if isFirst { pool.asyncWriteWithoutTransaction { self.drain($0) } }
    }

    /// Runs group after group, until nobody waits.
    private func drain(_ database: Database) {
        while true {
            let jobs = waiting.withLock { waiting in
                let group = Array(waiting.jobs.prefix(Self.group))
                waiting.jobs.removeFirst(group.count)
                waiting.isDrained = !group.isEmpty
                return group
            }
            if jobs.isEmpty { return }
            var endings: [Ending] = []
            var failure: Fault?
            do {
                try database.inTransaction(.immediate) {
                    for job in jobs {
                        endings.append(job.run(database))
                        // A full disk rolls back the whole group, not only the one it struck.
                        guard database.isInsideTransaction else { throw Self.lost }
                    }
                    return .commit
                }
            } catch { failure = Self.fault(error) }
            for ending in endings { ending(failure) }
            for job in jobs.dropFirst(endings.count) { job.refuse(failure) }
        }
    }

    private static let lost = Fault(.hubDatabaseFull, "the hub's disk is full or failing; make space and check it")

    /// One job, whose failure undoes nothing but itself.
    private static func run<Value>(
        _ body: (any SQLTransaction) throws -> Value, in database: Database
    ) -> Result<Value, Fault> {
        var value: Value?
        do {
            try database.inSavepoint {
                value = try body(SQLiteTransaction(database: database))
                return .commit
            }
        } catch { return .failure(fault(error)) }
        guard let value else { return .failure(Fault(.hubDatabase, "the database gave no answer; report this")) }
        return .success(value)
    }

    fileprivate static func fault(_ error: any Error) -> Fault {
        if let fault = error as? Fault { return fault }
        if let error = error as? DatabaseError, error.resultCode == .SQLITE_FULL {
            return Fault(.hubDatabaseFull, "the hub's disk is full; make space, the devices try again", cause: error)
        }
        return Fault(.hubDatabase, "the hub's database failed; check the disk and its free space", cause: error)
    }
}

/// A transaction of SQLite.
private struct SQLiteTransaction: SQLTransaction {
    let database: Database

    func rows(_ statement: StaticString, _ parameters: any SQLConvertible...) throws(Fault) -> [SQLRow] {
        do {
            let prepared = try database.cachedStatement(sql: statement.description)
            let columns = prepared.columnNames.map { $0.lowercased() }
            return try Row.fetchAll(prepared, arguments: Self.arguments(parameters)).map { row in
                SQLRow(columns: columns, values: row.databaseValues.map(Self.value))
            }
        } catch { throw SQLiteStore.fault(error) }
    }

    func execute(_ statement: StaticString, _ parameters: any SQLConvertible...) throws(Fault) -> Int {
        do {
            try database.cachedStatement(sql: statement.description).execute(arguments: Self.arguments(parameters))
            return database.changesCount
        } catch { throw SQLiteStore.fault(error) }
    }

    func define(_ statements: String) throws(Fault) {
        do { try database.execute(sql: statements) } catch { throw SQLiteStore.fault(error) }
    }

    private static func arguments(_ parameters: [any SQLConvertible]) -> StatementArguments {
        StatementArguments(
            parameters.map { parameter -> (any DatabaseValueConvertible)? in
                switch parameter.sqlValue {
                case .null: nil
                case .integer(let number): number
                case .text(let text): text
                case .bytes(let bytes): bytes
                }
            })
    }

    private static func value(_ value: DatabaseValue) -> SQLValue {
        switch value.storage {
        case .null: .null
        case .int64(let number): .integer(number)
        case .double: .null
        case .string(let text): .text(text)
        case .blob(let bytes): .bytes(bytes)
        }
    }
}
