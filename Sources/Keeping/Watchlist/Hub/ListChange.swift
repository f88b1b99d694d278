public import Ground

/// One change to a list.
public enum ListChange: Sendable {
    /// A new record, or a new version of the one with its identifier.
    case put(WatchlistRecord)
    case remove(id: String)

    /// Whether a record may come so; one whose identifier holds what is not seen, of an older hub, may go.
    ///
    /// - Throws: ``Fault`` `list.record`.
    public func check() throws(Fault) {
        switch self {
        case .put(let record): try record.checkTexts()
        case .remove(let id): try RecordText.checkForm(of: id)
        }
    }

    func entry() throws(Fault) -> ListEntry {
        switch self {
        case .put(let record): return try ListEntry(record)
        case .remove(let id): return try ListEntry(id: id, .remove)
        }
    }
}
