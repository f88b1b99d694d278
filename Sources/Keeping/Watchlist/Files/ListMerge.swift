internal import Ground

/// Applies changes to a list as it streams by.
enum ListMerge {
    /// Several deltas in order as one: for each identifier only the last change counts.
    static func compose(_ deltas: [[ListEntry]]) -> [ListEntry] {
        var last: [String: ListEntry] = [:]
        for entry in deltas.joined() { last[entry.id] = entry }
        return last.values.sorted { $0.precedes($1) }
    }

    /// Gives every record of the changed list to `body`, in order.
    ///
    /// - Parameters:
    ///   - next: the next record of the list before; nil after its last.
    ///   - changes: at most one per identifier, in order.
    static func apply(
        _ changes: some Collection<ListEntry>, to next: () throws(Fault) -> ListEntry?,
        _ body: (ListEntry) throws(Fault) -> Void
    ) throws(Fault) {
        var waiting = changes[...]
        while let entry = try next() {
            while let change = waiting.first, change.precedes(entry) {
                waiting = waiting.dropFirst()
                if case .put = change.change { try body(change) }
            }
            if let change = waiting.first, change.id.utf8.elementsEqual(entry.id.utf8) {
                waiting = waiting.dropFirst()
                if case .put = change.change { try body(change) }
            } else {
                try body(entry)
            }
        }
        for change in waiting {
            if case .put = change.change { try body(change) }
        }
    }
}
