internal import Foundation
internal import Ground

/// Hands out the records of a list in force, page by page; ``ListDigest`` is verified before those of the last page.
///
/// A class: as a closure over its own variables this trapped in release builds of Swift 6.3.1.
final class ListEntries {
    private let state: ListState
    private let read: (Int) throws(Fault) -> (entries: [ListEntry], digest: Data)
    private var digests: [Data] = []
    private var page: [ListEntry] = []
    private var position = 0

    /// - Parameter read: a page by its number, unsealed and checked.
    init(_ state: ListState, read: @escaping (Int) throws(Fault) -> (entries: [ListEntry], digest: Data)) {
        self.state = state
        self.read = read
    }

    /// The next record; nil after the last.
    ///
    /// - Throws: ``Fault`` `list.seal`, `list.malformed`, `list.digest` where the list is damaged.
    func next() throws(Fault) -> ListEntry? {
        while position == page.count {
            guard digests.count < 1 << state.bits else { return nil }
            let (entries, digest) = try read(digests.count)
            digests.append(digest)
            (page, position) = (entries, 0)
            guard digests.count == 1 << state.bits else { continue }
            try ListDigest.require(ListDigest.of(owner: state.owner, records: state.records, pages: digests), state)
        }
        defer { position += 1 }
        return page[position]
    }
}
