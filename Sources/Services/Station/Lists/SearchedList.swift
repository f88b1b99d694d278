internal import Identification
internal import Watchlist

/// One owner's list as the station searches it.
struct SearchedList: Sendable {
    let owner: String
    private(set) var generation: Int
    /// Without their parts, which the galleries have.
    private(set) var records: RecordTable
    /// How many parts of a record cannot be searched, by its identifier; those with none are left out.
    private(set) var unreadable: [String: Int] = [:]
    /// Records whose words no publisher of today would take: searched all the same, and named.
    private(set) var odd: Set<String> = []

    init(_ list: Watchlist) {
        owner = list.owner
        generation = list.generation
        records = RecordTable(list.records.lazy.map(\.withoutParts))
        for record in list.records { note(record) }
    }

    /// Takes up what a delta has changed.
    ///
    /// - Returns: the parts of the records that it has put.
    mutating func change(to generation: Int, _ news: ListNews) -> [ReferencePart] {
        self.generation = generation
        for id in news.removed {
            records[id] = nil
            unreadable[id] = nil
            odd.remove(id)
        }
        for record in news.put {
            records[record.id] = record.withoutParts
            unreadable[record.id] = nil
            note(record)
        }
        return news.put.flatMap { $0.parts(of: owner) }
    }

    private mutating func note(_ record: WatchlistRecord) {
        if (try? record.checkTexts()) == nil { odd.insert(record.id) } else { odd.remove(record.id) }
    }

    /// Counts the parts that cannot be searched. The list was signed, so one of them does not take the others out of force;
    /// the station says so.
    mutating func count(unreadable: [String: Int]) { self.unreadable.merge(unreadable) { $1 } }
}
