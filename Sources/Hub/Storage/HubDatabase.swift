internal import Foundation
internal import GRDB
internal import Ground

/// The hub's one SQLite file: write-ahead log, and on the disk before a write returns.
///
/// Several processes may have it open at once: the server, and whoever administers it.
enum HubDatabase {
    /// - Throws: ``Fault`` `hub.database`.
    static func open(_ folder: HubFolder) throws(Fault) -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
        }
        do {
            let pool = try DatabasePool(path: folder.database.path, configuration: configuration)
            guard chmod(folder.database.path, 0o600) == 0 else {
                throw Fault("disk.write", "cannot close \(folder.database.path) to others; check its owner")
            }
            try migrator.migrate(pool)
            return pool
        } catch let error as Fault {
            throw error
        } catch {
            throw Fault(
                "hub.database", "cannot open \(folder.database.path); check the disk, or restore it from the backup",
                cause: error)
        }
    }

    /// Times are whole milliseconds since 1970 in UTC.
    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: devices, invitations, items, messages, pending changes") { database in
            try database.execute(
                sql: """
                    CREATE TABLE device (
                        identifier TEXT PRIMARY KEY, stationKey BLOB NOT NULL, enrolled INTEGER NOT NULL,
                        certificateEnds INTEGER NOT NULL, revoked INTEGER, lastSeen INTEGER, health BLOB
                    ) STRICT;
                    CREATE TABLE invitation (
                        codeDigest BLOB PRIMARY KEY, expires INTEGER NOT NULL,
                        requestDigest BLOB, device TEXT REFERENCES device, answer BLOB
                    ) STRICT;
                    CREATE TABLE item (
                        sequence INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL REFERENCES device,
                        identifier TEXT NOT NULL, kind TEXT NOT NULL, digest TEXT NOT NULL, received INTEGER NOT NULL,
                        body BLOB NOT NULL, receipt BLOB NOT NULL, state TEXT NOT NULL, UNIQUE (device, identifier)
                    ) STRICT;
                    CREATE INDEX itemByKind ON item (kind, sequence);
                    CREATE TABLE message (
                        device TEXT NOT NULL REFERENCES device, number INTEGER NOT NULL, sealed BLOB NOT NULL,
                        PRIMARY KEY (device, number)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE pendingChange (
                        sequence INTEGER PRIMARY KEY AUTOINCREMENT, list TEXT NOT NULL, identifier TEXT NOT NULL,
                        sealed BLOB
                    ) STRICT;
                    """)
        }
        return migrator
    }
}
