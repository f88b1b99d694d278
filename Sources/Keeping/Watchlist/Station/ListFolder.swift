internal import Foundation
internal import Ground

/// The lists in force, one sealed file for each owner.
///
/// They are sealed with the device's own storage key: a list key may be replaced by the hub without anything at rest
/// becoming unreadable, and a stolen disk without the station's key gives nothing away.
struct ListFolder: Sendable {
    private let folder: URL
    private let storageKey: WipingBytes
    private let patience: TimeInterval

    /// - Parameter patience: seconds that another process is waited for that has a list open.
    /// - Throws: ``Fault`` `disk.write` when the folder cannot be made.
    init(_ folder: URL, storageKey: WipingBytes, patience: TimeInterval = ListDatabase.patience) throws(Fault) {
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw Fault(.diskWrite, "cannot make \(folder.path); check its parent's permissions", cause: error)
        }
        self.folder = folder
        self.storageKey = storageKey
        self.patience = patience
    }

    /// The list in force; nil where there is none.
    ///
    /// - Throws: ``Fault`` `list.…` when the file is damaged or another owner's.
    func open(_ owner: String) throws(Fault) -> ListDatabase? {
        try ListDatabase(file(owner), owner: owner, storageKey: storageKey, patience: patience)
    }

    /// The list in force; nil where there is none, or a damaged one, which is as good as none.
    ///
    /// - Throws: ``Fault`` `disk.write` where it cannot be looked at: whether there is one is not known then.
    func openIntact(_ owner: String) throws(Fault) -> ListDatabase? {
        do { return try open(owner) } catch  where ListDatabase.damage.contains(error.code) { return nil }
    }

    /// Reads the whole list; nil where there is none.
    ///
    /// - Parameter details: as for ``RecordCoding/decode(id:_:details:)``.
    func load(_ owner: String, details: Bool) throws(Fault) -> Watchlist? {
        guard let list = try open(owner) else { return nil }
        let entries = list.entries()
        var records: [WatchlistRecord] = []
        records.reserveCapacity(list.state.records)
        while let entry = try entries.next() {
            if let record = try entry.record(details: details) { records.append(record) }
        }
        return Watchlist(list.state, records: records)
    }

    /// Brings a list into force, whole or not at all.
    ///
    /// - Parameters:
    ///   - wanted: the list that must come out.
    ///   - changes: at most one per identifier, in order.
    ///   - base: read from a file; nil changes the list in force.
    /// - Throws: ``Fault`` `list.digest` when another one comes out, `list.malformed` where a record of the base cannot be
    ///   read, `disk.…`; the old list is then untouched.
    func replace(with wanted: ListState, _ changes: [ListEntry], on base: ListFileReader?) throws(Fault) {
        let current = base == nil ? try openIntact(wanted.owner) : nil
        if let current, current.state.bits == wanted.bits { return try current.change(to: wanted, changes) }
        let target = file(wanted.owner)
        try DiskSpace.require(min(wanted.records, .max / 256) * 256, for: target)
        try ListDatabase.build(target, wanted, storageKey: storageKey) {
            (take: (ListEntry) throws(Fault) -> Void) throws(Fault) in
            let entries = current?.entries()
            func next() throws(Fault) -> ListEntry? {
                if let base { return try base.next() }
                return try entries?.next()
            }
            try ListMerge.apply(changes, to: next) {
                (entry: ListEntry) throws(Fault) in
                // A list that cannot be read must not come into force; what was in force could be.
                if base != nil { _ = try entry.record() }
                try take(entry)
            }
            try base?.finish()
        }
    }

    func remove(_ owner: String) throws(Fault) { try DurableFile.remove(file(owner)) }

    /// Every list, and what an interrupted change of one has left.
    ///
    /// - Throws: ``Fault`` `disk.…`.
    func removeAll() throws(Fault) {
        for name in try names() { try DurableFile.remove(folder.appending(path: name, directoryHint: .notDirectory)) }
    }

    /// Owners with a list in force.
    ///
    /// - Throws: ``Fault`` `disk.read`: of a folder that cannot be read nobody knows what is in force.
    func owners() throws(Fault) -> [String] {
        try names().filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.count)) }.sorted()
    }

    private func names() throws(Fault) -> [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: folder.path) } catch {
            throw Fault(.diskRead, "cannot list \(folder.path); check its permissions and the disk", cause: error)
        }
    }

    private static let suffix = ".list"

    private func file(_ owner: String) -> URL {
        folder.appending(path: owner + Self.suffix, directoryHint: .notDirectory)
    }
}
