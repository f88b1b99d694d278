internal import Foundation
internal import Ground

/// The lists in force, one sealed file for each owner.
///
/// They are sealed with the device's own storage key: a list key may be replaced by the hub without anything at rest
/// becoming unreadable, and a stolen disk without the station's key gives nothing away.
struct ListFolder: Sendable {
    private let folder: URL
    private let storageKey: WipingBytes

    /// - Throws: ``Fault`` `disk.write` when the folder cannot be made.
    init(_ folder: URL, storageKey: WipingBytes) throws(Fault) {
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw Fault(.diskWrite, "cannot make \(folder.path); check its parent's permissions", cause: error)
        }
        self.folder = folder
        self.storageKey = storageKey
    }

    /// The list in force; nil where there is none.
    ///
    /// - Throws: ``Fault`` `list.…` when the file is damaged or another owner's.
    func open(_ owner: String) throws(Fault) -> ListDatabase? {
        try ListDatabase(file(owner), owner: owner, storageKey: storageKey)
    }

    /// Reads the whole list; nil where there is none.
    func load(_ owner: String) throws(Fault) -> Watchlist? {
        guard let list = try open(owner) else { return nil }
        let entries = list.entries()
        var records: [WatchlistRecord] = []
        records.reserveCapacity(list.state.records)
        while let entry = try entries.next() {
            if let record = try entry.record() { records.append(record) }
        }
        return Watchlist(list.state, records: records)
    }

    /// Brings a list into force, whole or not at all.
    ///
    /// - Parameters:
    ///   - wanted: the list that must come out.
    ///   - changes: at most one per identifier, in order.
    ///   - base: read from a file; nil changes the list in force.
    /// - Throws: ``Fault`` `list.digest` when another one comes out; the old list is then untouched.
    func replace(with wanted: ListState, _ changes: [ListEntry], on base: ListFileReader?) throws(Fault) {
        let current = try? open(wanted.owner)
        if base == nil, let current, current.state.bits == wanted.bits {
            return try current.change(to: wanted, changes)
        }
        let target = file(wanted.owner)
        try DiskSpace.require(wanted.records * 256, for: target)
        try ListDatabase.build(target, wanted, storageKey: storageKey) {
            (take: (ListEntry) throws(Fault) -> Void) throws(Fault) in
            if var base {
                try ListMerge.apply(changes, to: { () throws(Fault) in try base.next() }, take)
                try base.finish()
            } else {
                let entries = current?.entries()
                try ListMerge.apply(changes, to: { () throws(Fault) in try entries?.next() }, take)
            }
        }
    }

    func remove(_ owner: String) throws(Fault) { try DurableFile.remove(file(owner)) }

    /// Owners with a list in force.
    func owners() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.count)) }.sorted()
    }

    private static let suffix = ".list"

    private func file(_ owner: String) -> URL {
        folder.appending(path: owner + Self.suffix, directoryHint: .notDirectory)
    }
}
