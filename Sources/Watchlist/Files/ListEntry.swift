internal import Ground

/// One record of a list file, or its removal, with the record still as bytes: merging need not understand it.
struct ListEntry: Sendable {
    enum Change: Sendable {
        case put(WipingBytes)
        case remove
    }

    /// Bytes that one record may have.
    static let longestPayload = 1 << 20
    static let longestIdentifier = 64

    let id: String
    let change: Change

    /// - Throws: ``Fault`` `list.record` for an identifier that is empty or too long, or a record that does not fit.
    init(_ record: WatchlistRecord) throws(Fault) {
        self = try ListEntry(id: record.id, .put(RecordCoding.encode(record)))
    }

    init(id: String, _ change: Change) throws(Fault) {
        guard (1...Self.longestIdentifier).contains(id.utf8.count) else {
            throw Fault(
                "list.record", "the identifier '\(id.prefix(80))' has no length from 1 to 64 bytes; choose another")
        }
        self.id = id
        self.change = change
    }

    /// The record itself; nil for a removal.
    func record() throws(Fault) -> WatchlistRecord? {
        guard case .put(let payload) = change else { return nil }
        return try RecordCoding.decode(id: id, payload)
    }

    /// Whether both put the same bytes.
    func isSame(as other: ListEntry) -> Bool {
        guard case .put(let mine) = change, case .put(let theirs) = other.change else { return false }
        return mine.withBytes { mine in theirs.withBytes { mine.elementsEqual($0) } }
    }

    /// The order of every list: identifiers as UTF-8 bytes.
    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
