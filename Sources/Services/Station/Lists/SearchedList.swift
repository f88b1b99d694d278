internal import Identification
internal import Watchlist

/// One owner's list as the station searches it.
struct SearchedList: Sendable {
    let owner: String
    private(set) var generation: Int
    private(set) var records: RecordTable
    /// How many templates of a record cannot be read, by its identifier; those with none are left out.
    private(set) var unreadable: [String: Int] = [:]

    init(_ list: Watchlist) {
        owner = list.owner
        generation = list.generation
        records = RecordTable(list.records)
    }

    /// Takes up what a delta has changed.
    ///
    /// - Returns: the new gallery entries of the records that the delta names.
    mutating func change(to generation: Int, _ news: ListNews) -> [GalleryEntry] {
        self.generation = generation
        for id in news.removed {
            records[id] = nil
            unreadable[id] = nil
        }
        for record in news.put { records[record.id] = record }
        return entries(of: news.put)
    }

    /// Every finger of the list.
    mutating func entries() -> [GalleryEntry] { entries(of: records.all) }

    private mutating func entries(of records: some Sequence<WatchlistRecord>) -> [GalleryEntry] {
        var all: [GalleryEntry] = []
        for record in records {
            let (entries, unreadable) = GalleryBuilding.entries(of: CollectionOfOne(record), in: owner)
            all += entries
            self.unreadable[record.id] = unreadable == 0 ? nil : unreadable
        }
        return all
    }
}
