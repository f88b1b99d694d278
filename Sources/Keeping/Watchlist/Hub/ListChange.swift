internal import Ground

/// One change to a list.
public enum ListChange: Sendable {
    /// A new record, or a new version of the one with its identifier.
    case put(WatchlistRecord)
    case remove(id: String)

    func entry() throws(Fault) -> ListEntry {
        switch self {
        case .put(let record): return try ListEntry(record)
        case .remove(let id): return try ListEntry(id: id, .remove)
        }
    }
}
