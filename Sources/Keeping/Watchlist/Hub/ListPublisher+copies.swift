public import Foundation
public import Ground
internal import ListFiles

/// What the publisher's own copies of the lists tell, and what becomes of them.
extension ListPublisher {
    /// The published list; nil before its first publication.
    ///
    /// - Throws: ``Fault`` `list.key` for an owner without a key, or when what was published is damaged.
    public func list(_ owner: String) async throws(Fault) -> Watchlist? {
        _ = try await copy(of: owner, try await offers(of: [owner])[owner] ?? [])
        return try folder(owner).load(owner, details: true)
    }

    /// Those of some records that are published, by identifier: of a long list only their pages are read.
    ///
    /// - Throws: ``Fault`` as ``list(_:)``.
    public func records(_ ids: Set<String>, of owner: String) async throws(Fault) -> [String: WatchlistRecord] {
        guard let list = try await copy(of: owner, try await offers(of: [owner])[owner] ?? []) else { return [:] }
        var wanted: [ListEntry] = []
        for id in ids { wanted.append(try ListEntry(id: id, .remove)) }
        wanted.sort { $0.precedes($1) }
        var records: [String: WatchlistRecord] = [:]
        for (number, _) in ListPage.groups(wanted, bits: list.state.bits) {
            for entry in try list.page(number).entries where ids.contains(entry.id) {
                records[entry.id] = try entry.record()
            }
        }
        return records
    }

    /// Proves that what is published of a list opens with its keys.
    ///
    /// - Throws: ``Fault`` as ``list(_:)``.
    public func check(_ owner: String) async throws(Fault) {
        _ = try await copy(of: owner, try await offers(of: [owner])[owner] ?? [])
    }

    /// Removes what a publisher keeps of a list that is no more.
    ///
    /// - Throws: ``Fault`` `disk.…`.
    public static func forget(_ owner: String, in directory: URL) throws(Fault) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        for name in names where name.hasPrefix(owner + ".") {
            try DurableFile.remove(directory.appending(path: name))
        }
    }
}
