internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import Ground
internal import SQLiteStorage

/// The file beneath the outbox: SQLite, set so that what was acknowledged survives a power loss and what was erased
/// is overwritten.
enum OutboxDatabase {
    /// `RLOB`: tells an outbox from any other database.
    private static let applicationID = 0x524C_4F42
    private static let version = 1

    /// SQLite's own words; with `normal` a commit is not flushed.
    enum Synchronous: Int { case normal = 1, full }

    /// Opens or makes the station's outbox, looks for damage and reads every setting back.
    static func open(_ file: URL, _ synchronous: Synchronous) throws(Fault) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase(keepLog)
        return try faults(file).guarding {
            try refuseOthers(file)
            try refuseStump(file)
            let queue = try DatabaseQueue(path: file.path, configuration: configuration)
            try queue.inDatabase { database in
                try database.execute(sql: "PRAGMA synchronous = \(synchronous.rawValue); PRAGMA secure_delete = ON")
                if try isEmpty(database) { try create(database) }
                try check(database, file)
                try checkSettings(database, file, synchronous)
                try database.checkpoint(.truncate)
            }
            return queue
        }
    }

    /// Opens an outbox that another process writes.
    static func openForReading(_ file: URL) throws(Fault) -> DatabaseQueue {
        guard DurableFile.isThere(file) else {
            throw Fault(.outboxMissing, "\(file.path) is not there yet; the station makes it when it starts")
        }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        return try faults(file).guarding {
            try refuseOthers(file)
            let queue = try DatabaseQueue(path: file.path, configuration: configuration)
            try queue.read { try check($0, file, thoroughly: false) }
            return queue
        }
    }

    static func faults(_ file: URL) -> SQLiteFaults {
        SQLiteFaults(file) { trouble in
            switch trouble {
            case .busy: (.outboxBusy, "it is tried again")
            case .damaged: (.outboxDamaged, "keep the file for support and reset")
            case .conflict: (.outboxDuplicate, "give each item an identifier of its own")
            case .failed: (.outboxFailed, "check the disk and permissions")
            }
        }
    }

    /// Keeps the log's files when the station closes, so that the link can read while the station is down.
    private static func keepLog(_ database: Database) throws {
        var flag: CInt = 1
        let code = sqlite3_file_control(database.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &flag)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    /// A pipe would keep SQLite waiting; a folder, or a link to what is not there, says nothing of what was in its place.
    private static func refuseOthers(_ file: URL) throws {
        for end in ["", "-wal", "-shm"] {
            var status = stat()
            let place = URL(filePath: file.path + end)
            guard DurableFile.isThere(place), stat(place.path, &status) != 0 || status.st_mode & S_IFMT != S_IFREG
            else { continue }
            let message = "\(place.lastPathComponent) is no regular file"
            throw faults(file).fault(.damaged, cause: DatabaseError(message: message))
        }
    }

    /// SQLite takes a file shorter than its header for a new one.
    private static func refuseStump(_ file: URL) throws {
        var status = stat()
        guard stat(file.path, &status) == 0, (1..<512).contains(status.st_size) else { return }
        throw faults(file).fault(.damaged, cause: DatabaseError(message: "it has only \(status.st_size) bytes"))
    }

    private static func isEmpty(_ database: Database) throws -> Bool {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
            && Int.fetchOne(database, sql: "PRAGMA application_id") == 0
    }

    private static func create(_ database: Database) throws {
        try database.inTransaction {
            try database.execute(
                sql: """
                    CREATE TABLE item (
                        number INTEGER PRIMARY KEY AUTOINCREMENT,
                        identifier TEXT NOT NULL UNIQUE,
                        priority INTEGER NOT NULL,
                        created INTEGER NOT NULL,
                        size INTEGER NOT NULL,
                        bytes BLOB NOT NULL
                    ) STRICT;
                    CREATE INDEX item_order ON item (priority, number, identifier, created, size);
                    PRAGMA application_id = \(applicationID);
                    PRAGMA user_version = \(version);
                    """)
            return .commit
        }
    }

    private static func check(_ database: Database, _ file: URL, thoroughly: Bool = true) throws {
        guard try Int.fetchOne(database, sql: "PRAGMA application_id") == applicationID,
            try Int.fetchOne(database, sql: "PRAGMA user_version") == version
        else {
            throw Fault(.outboxForeign, "\(file.path) is no outbox of this version; move it away")
        }
        guard thoroughly else { return }
        let report = try String.fetchAll(database, sql: "PRAGMA quick_check(1)")
        guard report == ["ok"] else { throw faults(file).fault(.damaged, cause: DatabaseError(message: report.first)) }
    }

    /// A setting that silently did not take would break the promise at the next power loss.
    private static func checkSettings(_ database: Database, _ file: URL, _ synchronous: Synchronous) throws {
        let wanted = [("journal_mode", "wal"), ("synchronous", "\(synchronous.rawValue)"), ("secure_delete", "1")]
        for (name, value) in wanted {
            let actual = try Row.fetchOne(database, sql: "PRAGMA \(name)").map { "\($0[0] as DatabaseValue)" }
            guard actual?.trimmingCharacters(in: ["\""]) == value else {
                throw Fault(
                    .outboxSettings, "\(file.path): \(name) is \(actual ?? "unknown"), not \(value); check its disk")
            }
        }
    }
}
