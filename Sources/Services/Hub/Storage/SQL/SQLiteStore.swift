internal import Foundation
internal import GRDB
internal import Ground
internal import SQLiteStorage

/// The hub's one SQLite file: write-ahead log, and on the disk before a write returns.
///
/// Several processes may have it open at once: the server, and whoever administers it.
final class SQLiteStore: SQLStore {
    private let pool: DatabasePool
    private let faults: SQLiteFaults
    private let writer: GroupCommit<Void>

    /// - Parameter owner: whose records they are, and whether it may be made; one that is gone or empty is refused otherwise.
    /// - Throws: ``Fault`` `hub.lost`, `hub.database`, `hub.database.newer`, `hub.database.other`, `disk.full`, `disk.write`.
    init(_ file: URL, of owner: RecordsOwner) throws(Fault) {
        if !owner.isNew, !Self.isThere(file) { throw Fault.lost(file) }
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
        }
        let faults = SQLiteFaults(file) { _ in
            (.hubDatabase, "check the disk, or restore it from the backup; the devices try again")
        }
        self.faults = faults
        pool = try faults.guarding {
            let pool = try DatabasePool(path: file.path, configuration: configuration)
            guard chmod(file.path, 0o600) == 0 else {
                throw Fault(.diskWrite, "cannot close \(file.path) to others; check its owner")
            }
            try pool.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try HubSchema.migrate(
                        SQLiteTransaction(database: database, faults: faults), .sqlite, for: owner)
                    return .commit
                }
            }
            return pool
        }
        writer = GroupCommit(pool, remembering: (), faults: faults, name: "hub database")
    }

    /// SQLite takes an empty file for a database that is still to be filled.
    private static func isThere(_ file: URL) -> Bool {
        let found = try? FileManager.default.attributesOfItem(atPath: file.resolvingSymlinksInPath().path)
        return found?[.size] as? Int ?? 0 > 0
    }

    /// - Throws: ``Fault`` `hub.database.other` where something was ever put into it.
    static func checkUnused(_ file: URL, _ owner: RecordsOwner) throws(Fault) {
        guard FileManager.default.fileExists(atPath: file.path) else { return }
        let store = try SQLiteStore(file, of: owner)
        try store.faults.guarding {
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
        }
    }

    /// Takes the file away, because another database is used.
    static func remove(_ file: URL) throws(Fault) {
        for ending in ["", "-wal", "-shm"] { try DurableFile.remove(URL(filePath: file.path + ending)) }
    }

    func look<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws(Fault) -> Value {
        do {
            return try await pool.read { [faults] in try body(SQLiteTransaction(database: $0, faults: faults)) }
        } catch { throw faults.fault(error) }
    }

    func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws(Fault) -> Value {
        try await writer.commit { [faults] database, _ in
            try body(SQLiteTransaction(database: database, faults: faults))
        }
    }

    /// The file has no other users than those of the hub's folder, and the folder has a lock of its own.
    func publishing<Value>(
        patience: Duration, isolation: isolated (any Actor)?, _ body: () async throws -> Value
    ) async throws -> Value { try await body() }
}

/// A transaction of SQLite.
private struct SQLiteTransaction: SQLTransaction {
    let database: Database
    let faults: SQLiteFaults

    func rows(_ statement: StaticString, _ parameters: any SQLConvertible...) throws(Fault) -> [SQLRow] {
        try faults.guarding {
            let prepared = try database.cachedStatement(sql: statement.description)
            let columns = prepared.columnNames.map { $0.lowercased() }
            return try Row.fetchAll(prepared, arguments: Self.arguments(parameters)).map { row in
                SQLRow(columns: columns, values: try row.databaseValues.map(Self.value))
            }
        }
    }

    func execute(_ statement: StaticString, _ parameters: any SQLConvertible...) throws(Fault) -> Int {
        try faults.guarding {
            try database.cachedStatement(sql: statement.description).execute(arguments: Self.arguments(parameters))
            return database.changesCount
        }
    }

    func define(_ statements: String) throws(Fault) {
        try faults.guarding { try database.execute(sql: statements) }
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

    private static func value(_ value: DatabaseValue) throws(Fault) -> SQLValue {
        switch value.storage {
        case .null: .null
        case .int64(let number): .integer(number)
        case .double:
            throw Fault(.hubDatabase, "the database holds a fraction, which no column has; restore it from the backup")
        case .string(let text): .text(text)
        case .blob(let bytes): .bytes(bytes)
        }
    }
}
