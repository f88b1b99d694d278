internal import Ground

/// The hub's tables, migration by migration. Times are whole milliseconds since 1970 in UTC.
enum HubSchema {
    /// The words in which the two engines differ.
    struct Dialect: Sendable {
        let integer: String
        let bytes: String
        /// A primary key that the database counts up.
        let sequence: String
        /// What closes a table's definition.
        let end: String

        static let sqlite = Dialect(
            integer: "INTEGER", bytes: "BLOB", sequence: "INTEGER PRIMARY KEY AUTOINCREMENT", end: ") STRICT;")
        static let postgresql = Dialect(
            integer: "BIGINT", bytes: "BYTEA", sequence: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", end: ");")
    }

    /// Brings the tables up to date, within a transaction that nobody else's migration can run beside.
    ///
    /// - Parameter owner: whose records they must be.
    /// - Throws: ``Fault`` `hub.database.newer` when a newer hub has been here, `hub.lost` where the tables are gone or empty,
    ///   `hub.database.other`.
    static func migrate(
        _ transaction: any SQLTransaction, _ dialect: Dialect, for owner: RecordsOwner
    ) throws(Fault) {
        try transaction.define(
            "CREATE TABLE IF NOT EXISTS migration (number \(dialect.integer) PRIMARY KEY, name TEXT NOT NULL\(dialect.end)"
        )
        let done = try transaction.rows("SELECT coalesce(max(number), 0) AS done FROM migration")
        let migrations = migrations(dialect)
        let first = try done.first?.get("done", as: Int.self) ?? 0
        guard first <= migrations.count else {
            throw Fault(.hubDatabaseNewer, "the database was made by a newer hub; update this one")
        }
        try owner.admit(done: first)
        for (number, migration) in migrations.enumerated().dropFirst(first) {
            try transaction.define(migration.statements)
            try transaction.execute("INSERT INTO migration (number, name) VALUES ($1, $2)", number + 1, migration.name)
        }
        try owner.sign(transaction, wasAble: first >= signedSince)
    }

    /// The migration since which a database says whose it is.
    private static let signedSince = 9

    private static func migrations(_ dialect: Dialect) -> [(name: String, statements: String)] {
        let (integer, bytes, sequence, end) = (dialect.integer, dialect.bytes, dialect.sequence, dialect.end)
        return [
            (
                "devices, invitations, items, messages, pending changes",
                """
                CREATE TABLE IF NOT EXISTS device (
                    identifier TEXT PRIMARY KEY, stationKey \(bytes) NOT NULL, enrolled \(integer) NOT NULL,
                    certificateEnds \(integer) NOT NULL, revoked \(integer), lastSeen \(integer), health \(bytes)
                \(end)
                CREATE TABLE IF NOT EXISTS invitation (
                    codeDigest \(bytes) PRIMARY KEY, expires \(integer) NOT NULL,
                    requestDigest \(bytes), device TEXT REFERENCES device, answer \(bytes)
                \(end)
                CREATE TABLE IF NOT EXISTS item (
                    sequence \(sequence), device TEXT NOT NULL REFERENCES device,
                    identifier TEXT NOT NULL, kind TEXT NOT NULL, digest TEXT NOT NULL, received \(integer) NOT NULL,
                    body \(bytes) NOT NULL, receipt \(bytes) NOT NULL, state TEXT NOT NULL,
                    UNIQUE (device, identifier)
                \(end)
                CREATE INDEX IF NOT EXISTS itemByKind ON item (kind, sequence);
                CREATE TABLE IF NOT EXISTS message (
                    device TEXT NOT NULL REFERENCES device, number \(integer) NOT NULL, sealed \(bytes) NOT NULL,
                    PRIMARY KEY (device, number)
                \(end)
                CREATE TABLE IF NOT EXISTS pendingChange (
                    sequence \(sequence), list TEXT NOT NULL, identifier TEXT NOT NULL, sealed \(bytes)
                \(end)
                """
            ),
            (
                "how far publishing is",
                "CREATE TABLE publication (role TEXT PRIMARY KEY, version \(integer) NOT NULL\(end)"
            ),
            (
                "which keys a device has",
                """
                ALTER TABLE device ADD COLUMN senderKey \(bytes);
                ALTER TABLE device ADD COLUMN keyDigest \(bytes);
                ALTER TABLE device ADD COLUMN nextKeyDigest \(bytes);
                """
            ),
            (
                "which lists a device may have, operators",
                """
                ALTER TABLE device ADD COLUMN lists TEXT;
                ALTER TABLE invitation ADD COLUMN lists TEXT;
                CREATE TABLE operator (
                    name TEXT PRIMARY KEY, keyDigest \(bytes) NOT NULL, added \(integer) NOT NULL
                \(end)
                """
            ),
            (
                "alarms, heads of audit logs, quotas",
                """
                ALTER TABLE device ADD COLUMN auditNumber \(integer);
                ALTER TABLE device ADD COLUMN auditDigest TEXT;
                ALTER TABLE device ADD COLUMN quotaHour \(integer);
                ALTER TABLE device ADD COLUMN hourItems \(integer);
                ALTER TABLE device ADD COLUMN hourBytes \(integer);
                ALTER TABLE device ADD COLUMN quarantined \(integer);
                CREATE TABLE auditHead (
                    device TEXT NOT NULL REFERENCES device, day \(integer) NOT NULL, number \(integer) NOT NULL,
                    digest TEXT NOT NULL, told \(integer) NOT NULL, PRIMARY KEY (device, day)
                \(end)
                CREATE TABLE alarm (
                    device TEXT NOT NULL REFERENCES device, kind TEXT NOT NULL, text TEXT NOT NULL,
                    since \(integer) NOT NULL, last \(integer) NOT NULL, times \(integer) NOT NULL,
                    PRIMARY KEY (device, kind)
                \(end)
                """
            ),
            (
                "lists that are to have another key",
                "CREATE TABLE keyRotation (sequence \(sequence), list TEXT NOT NULL\(end)"
            ),
            (
                "since when a device may have fewer lists, and since when it knows",
                """
                ALTER TABLE device ADD COLUMN narrowed \(integer);
                ALTER TABLE device ADD COLUMN told \(integer);
                UPDATE device SET narrowed = 0 WHERE lists IS NOT NULL;
                """
            ),
            (
                "which notice of list keys a device was sent last",
                """
                ALTER TABLE device ADD COLUMN keysNamed \(bytes);
                ALTER TABLE device ADD COLUMN keysIssued \(integer);
                """
            ),
            (
                "what else is of the same hub",
                "CREATE TABLE part (name TEXT PRIMARY KEY, digest \(bytes) NOT NULL\(end)"
            ),
            (
                "the newest authority that a device was told of, and with a certificate that it has not shown yet",
                """
                ALTER TABLE device ADD COLUMN authority \(bytes);
                ALTER TABLE device ADD COLUMN nextAuthority \(bytes);
                """
            ),
        ]
    }
}
