internal import Ground

/// Applies changes to a list as it streams by.
enum ListMerge {
    /// Several deltas in order as one: for each identifier only the last change counts.
    static func compose(_ deltas: [[ListEntry]]) -> [ListEntry] {
        var last: [String: ListEntry] = [:]
        for entry in deltas.joined() { last[entry.id] = entry }
        return last.values.sorted { ListEntry.precedes($0.id, $1.id) }
    }

    /// Gives every record of the changed list to `body`, in order.
    ///
    /// - Parameters:
    ///   - reader: the list before; nil for an empty one.
    ///   - changes: at most one per identifier, in order.
    static func apply(
        _ changes: [ListEntry], to reader: ListFileReader?, _ body: (ListEntry) throws(Fault) -> Void
    ) throws(Fault) {
        var reader = reader
        var waiting = changes[...]
        while let entry = try reader?.next() {
            while let change = waiting.first, ListEntry.precedes(change.id, entry.id) {
                waiting.removeFirst()
                if case .put = change.change { try body(change) }
            }
            if let change = waiting.first, change.id.utf8.elementsEqual(entry.id.utf8) {
                waiting.removeFirst()
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
