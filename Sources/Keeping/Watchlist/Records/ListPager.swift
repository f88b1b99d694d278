internal import Ground

/// Cuts a stream of records into pages and computes the digest of the whole list; holds one page at a time.
struct ListPager {
    struct Page {
        let number: Int
        let bytes: [UInt8]
        let digest: [UInt8]
    }

    private let owner: String
    private let promised: Int
    private let bits: Int
    private var records = 0
    private var current: [UInt8] = []
    private var digests: [[UInt8]] = []

    /// - Parameter records: how many will come.
    init(owner: String, records: Int) {
        self.owner = owner
        promised = records
        bits = ListPage.bits(records: records)
    }

    /// Takes the next record, in the order of the list.
    ///
    /// - Returns: the pages that are complete with it, empty ones included.
    mutating func add(_ entry: ListEntry) -> [Page] {
        let finished = close(before: ListPage.number(of: entry.place, bits: bits))
        ListPage.append(entry, to: &current)
        records += 1
        return finished
    }

    /// - Returns: the pages that were still open.
    mutating func finish() -> [Page] { close(before: 1 << bits) }

    /// Of everything that was added, after ``finish()``.
    ///
    /// - Throws: ``Fault`` `list.malformed` when other records have come than were promised.
    func digest() throws(Fault) -> String {
        guard records == promised else {
            throw Fault(.listMalformed, "the list '\(owner)' has \(records) records, not \(promised); fetch it again")
        }
        return ListDigest.of(owner: owner, records: records, pages: digests)
    }

    private mutating func close(before number: Int) -> [Page] {
        var pages: [Page] = []
        while digests.count < number {
            let page = Page(number: digests.count, bytes: current, digest: ListPage.digest(current))
            pages.append(page)
            digests.append(page.digest)
            current = []
        }
        return pages
    }
}
