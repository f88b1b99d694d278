internal import Foundation
internal import Ground

/// What some changes make of a list, worked out before anything is written: the pages that they touch are read, and no
/// others unless the list has grown or shrunk to another number of pages.
struct ListRevision {
    /// Without those that leave the list as it is.
    let changes: [ListEntry]
    let records: Int
    /// Hexadecimal.
    let digest: String

    /// - Parameters:
    ///   - changes: at most one per identifier, in order.
    ///   - before: nil for the empty list before the first generation.
    /// - Throws: ``Fault`` where the list before is damaged.
    init(_ changes: [ListEntry], of before: ListDatabase?, owner: String) throws(Fault) {
        var effective: [ListEntry] = []
        var records = before?.state.records ?? 0
        for (number, changes) in ListPage.groups(changes, bits: before?.state.bits ?? 0) {
            let page = Dictionary((try before?.page(number).entries ?? []).map { ($0.id, $0) }) { $1 }
            for change in changes {
                let old = page[change.id]
                if case .remove = change.change {
                    guard old != nil else { continue }
                    records -= 1
                } else if let old {
                    if change.isSame(as: old) { continue }
                } else {
                    records += 1
                }
                effective.append(change)
            }
        }
        self.changes = effective
        self.records = records
        if let before, ListPage.bits(records: records) == before.state.bits {
            var digests = try before.digests()
            for (number, changes) in ListPage.groups(effective, bits: before.state.bits) {
                digests[number] = Data(
                    ListPage.digest(try ListPage.bytes(changes, on: try before.page(number).entries)))
            }
            digest = ListDigest.of(owner: owner, records: records, pages: digests)
        } else {
            var pager = ListPager(owner: owner, records: records)
            let entries = before?.entries()
            try ListMerge.apply(effective, to: { () throws(Fault) in try entries?.next() }) {
                (entry: ListEntry) throws(Fault) in _ = pager.add(entry)
            }
            _ = pager.finish()
            digest = try pager.digest()
        }
    }
}
