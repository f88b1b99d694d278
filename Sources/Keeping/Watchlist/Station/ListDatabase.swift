internal import Crypto
internal import Foundation
internal import GRDB
internal import Ground
internal import SQLiteStorage

/// One list in force at rest: an SQLite file of sealed pages, changed page by page in one transaction.
///
/// Each page is sealed by ChaCha20-Poly1305 with a random nonce and its number as additional data, under a key of this
/// file alone; what the list is lies sealed beside them. A page put back from an older copy of the file shows in the
/// digest.
struct ListDatabase {
    let state: ListState
    private let file: URL
    private let queue: DatabaseQueue
    private let key: SymmetricKey

    /// - Parameter patience: seconds that another process is waited for.
    /// - Returns: nil where there is no file.
    /// - Throws: ``Fault`` of ``damage`` for a damaged file or another list's; `disk.write` where it cannot be looked at.
    init?(_ file: URL, owner: String, storageKey: WipingBytes, patience: TimeInterval = Self.patience) throws(Fault) {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        self.file = file
        var settings = Self.settings(patience)
        // Extra: without a flush of the folder a deleted journal may be back after a power cut, and undo the change.
        settings.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = EXTRA; PRAGMA cell_size_check = ON") }
        let (queue, row) = try Self.guarded(file) {
            let queue = try DatabaseQueue(path: file.path, configuration: settings)
            return (queue, try queue.read { try Row.fetchOne($0, sql: "SELECT salt, state FROM list") })
        }
        guard let row, let salt = Data.fromDatabaseValue(row["salt"]), let sealed = Data.fromDatabaseValue(row["state"])
        else { throw ListSeal.damaged(owner) }
        self.queue = queue
        key = ListSeal.key(storageKey, owner: owner, salt: salt)
        let opened = try ListSeal.open(sealed, key: key, as: "state", of: owner)
        guard let state = try? WireJSON.decode(ListState.self, from: opened, limit: 4096, naming: file.path),
            state.owner == owner
        else { throw ListSeal.damaged(owner) }
        self.state = state
    }

    /// What is thrown of a list that must be fetched again, whatever becomes of the disk.
    static let damage: Set<Fault.Code> = [.listDigest, .listMalformed, .listSeal]

    /// Writes a whole list beside the one in force, then puts it in its place.
    ///
    /// - Parameter fill: hands every record over, in order.
    /// - Throws: ``Fault`` `list.digest` when it is not the list wanted, `disk.full`, `disk.write`, or what `fill` throws;
    ///   the old list is then untouched.
    static func build(
        _ file: URL, _ wanted: ListState, storageKey: WipingBytes,
        _ fill: ((ListEntry) throws(Fault) -> Void) throws(Fault) -> Void
    ) throws(Fault) {
        let new = file.appendingPathExtension("new")
        try DurableFile.write(Data(), to: new, permissions: 0o600)
        var done = false
        defer { if !done { try? DurableFile.remove(new) } }
        let salt = Data((0..<32).map { _ in UInt8.random(in: .min ... .max) })
        let key = ListSeal.key(storageKey, owner: wanted.owner, salt: salt)
        // The file counts only once it is whole and flushed, so neither journal nor flushing is needed before.
        var settings = Self.settings(Self.patience)
        settings.prepareDatabase { try $0.execute(sql: "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF") }
        try guarded(new) {
            let queue = try DatabaseQueue(path: new.path, configuration: settings)
            try queue.write { database in
                try database.execute(
                    sql: """
                        CREATE TABLE page (number INTEGER PRIMARY KEY, digest BLOB NOT NULL, sealed BLOB NOT NULL);
                        CREATE TABLE list (salt BLOB NOT NULL, state BLOB NOT NULL);
                        """)
                let insert = try database.makeStatement(sql: "INSERT INTO page VALUES (?, ?, ?)")
                func write(_ pages: [ListPager.Page]) throws(Fault) {
                    for page in pages {
                        let sealed = try ListSeal.seal(page.bytes, key: key, as: "page \(page.number)")
                        try guarded(new) { try insert.execute(arguments: [page.number, Data(page.digest), sealed]) }
                    }
                }
                var pager = ListPager(owner: wanted.owner, records: wanted.records)
                try fill { (entry: ListEntry) throws(Fault) in try write(pager.add(entry)) }
                try write(pager.finish())
                try ListDigest.require(try pager.digest(), wanted)
                let state = try ListSeal.seal(Array(try WireJSON.encode(wanted)), key: key, as: "state")
                try database.execute(sql: "INSERT INTO list VALUES (?, ?)", arguments: [salt, state])
            }
            try queue.close()
        }
        // A journal that a power loss has left belongs to the old file.
        try DurableFile.remove(URL(filePath: file.path + "-journal"))
        try DurableFile.move(new, to: file)
        done = true
    }

    /// Changes the pages of some records, all or none.
    ///
    /// - Parameters:
    ///   - next: must have as many pages as the list has now.
    ///   - changes: at most one per identifier, in order.
    /// - Throws: ``Fault`` `list.digest`, `list.seal`, `disk.full`, `disk.write`; nothing has changed then.
    func change(to next: ListState, _ changes: [ListEntry]) throws(Fault) {
        try Self.guarded(file) {
            try queue.write { database in
                var digests = try Data.fetchAll(database, sql: "SELECT digest FROM page ORDER BY number")
                guard digests.count == 1 << state.bits else { throw ListSeal.damaged(state.owner) }
                var pages: [(number: Int, sealed: Data)] = []
                for (number, changes) in ListPage.groups(changes, bits: state.bits) {
                    let sealed = try Data.fetchOne(
                        database, sql: "SELECT sealed FROM page WHERE number = ?", arguments: [number])
                    var bytes = try ListPage.bytes(changes, on: try open(sealed, number, digests[number]))
                    digests[number] = Data(ListPage.digest(bytes))
                    pages.append((number, try ListSeal.seal(bytes, key: key, as: "page \(number)")))
                    bytes.wipe()
                }
                try ListDigest.require(
                    ListDigest.of(owner: state.owner, records: next.records, pages: digests), next)
                for page in pages {
                    try database.execute(
                        sql: "UPDATE page SET digest = ?, sealed = ? WHERE number = ?",
                        arguments: [digests[page.number], page.sealed, page.number])
                }
                let sealed = try ListSeal.seal(Array(try WireJSON.encode(next)), key: key, as: "state")
                try database.execute(sql: "UPDATE list SET state = ?", arguments: [sealed])
            }
        }
    }

    /// The records in order, one page in memory at a time.
    func entries() -> ListEntries { ListEntries(state) { (number) throws(Fault) in try page(number) } }

    /// The digest of each page, in order.
    ///
    /// - Throws: ``Fault`` `list.digest` where they are not those of the list, as ``entries()`` otherwise.
    func digests() throws(Fault) -> [Data] {
        let digests = try Self.guarded(file) {
            try queue.read { try Data.fetchAll($0, sql: "SELECT digest FROM page ORDER BY number") }
        }
        guard digests.count == 1 << state.bits else { throw ListSeal.damaged(state.owner) }
        try ListDigest.require(ListDigest.of(owner: state.owner, records: state.records, pages: digests), state)
        return digests
    }

    /// A record by its identifier; nil where the list has none.
    ///
    /// - Parameter digests: those of ``digests()``, so that what is read is what was signed.
    /// - Throws: ``Fault`` `list.seal`, `list.malformed` where its page is damaged, or another than was signed.
    func record(_ id: String, digests: [Data]) throws(Fault) -> WatchlistRecord? {
        let wanted = try ListEntry(id: id, .remove)
        let number = ListPage.number(of: wanted.place, bits: state.bits)
        let page = try page(number)
        guard page.digest == digests[number] else { throw ListSeal.damaged(state.owner) }
        return try page.entries.first { $0.id.utf8.elementsEqual(id.utf8) }?.record()
    }

    /// A page's records and the digest that is stored for it.
    func page(_ number: Int) throws(Fault) -> (entries: [ListEntry], digest: Data) {
        let (sealed, digest) = try Self.guarded(file) {
            try queue.read { database in
                let row = try Row.fetchOne(
                    database, sql: "SELECT sealed, digest FROM page WHERE number = ?", arguments: [number])
                return (
                    row.flatMap { Data.fromDatabaseValue($0["sealed"]) },
                    row.flatMap { Data.fromDatabaseValue($0["digest"]) } ?? Data()
                )
            }
        }
        return (try open(sealed, number, digest), digest)
    }

    private func open(_ sealed: Data?, _ number: Int, _ digest: Data) throws(Fault) -> [ListEntry] {
        guard let sealed else { throw ListSeal.damaged(state.owner) }
        var bytes = Array(try ListSeal.open(sealed, key: key, as: "page \(number)", of: state.owner))
        defer { bytes.wipe() }
        guard ListPage.digest(bytes).elementsEqual(digest) else { throw ListSeal.damaged(state.owner) }
        return try ListPage.entries(bytes)
    }

    /// Seconds that another process, such as a backup, is waited for.
    static let patience: TimeInterval = 5

    private static func settings(_ patience: TimeInterval) -> Configuration {
        var settings = Configuration()
        settings.busyMode = .timeout(patience)
        return settings
    }

    private static func guarded<R>(_ file: URL, _ body: () throws -> R) throws(Fault) -> R {
        let faults = SQLiteFaults(file) { trouble in
            switch trouble {
            case .damaged, .conflict: (.listMalformed, "it will be fetched again")
            case .busy, .failed: (.diskWrite, "check the disk and permissions")
            }
        }
        return try faults.guarding(body)
    }
}
