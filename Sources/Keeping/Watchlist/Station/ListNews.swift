internal import Ground

/// What a delta has changed in a list.
public struct ListNews: Sendable {
    /// New records, and new versions of old ones; without details, as they are to be searched.
    public let put: [WatchlistRecord]
    /// Identifiers of those that are gone.
    public let removed: [String]

    init(_ changes: [ListEntry]) throws(Fault) {
        var put: [WatchlistRecord] = []
        var removed: [String] = []
        for change in changes {
            if let record = try change.record(details: false) { put.append(record) } else { removed.append(change.id) }
        }
        (self.put, self.removed) = (put, removed)
    }
}
