internal import Ground
internal import ListFiles

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
    /// Where the entry stands in its list: a hash of its identifier, so that entries spread evenly over pages whatever
    /// their identifiers look like. An owner who crowds one page slows down nobody but his own list.
    let place: UInt64
    let change: Change

    /// - Throws: ``Fault`` `list.record` for an identifier that is empty or too long, or a record that does not fit.
    init(_ record: WatchlistRecord) throws(Fault) {
        self = try ListEntry(id: record.id, .put(RecordCoding.encode(record)))
    }

    init(id: String, _ change: Change) throws(Fault) {
        guard (1...Self.longestIdentifier).contains(id.utf8.count) else {
            throw Fault(
                .listRecord, "the identifier '\(id.prefix(80))' has no length from 1 to 64 bytes; choose another")
        }
        self.id = id
        place = Self.place(of: id)
        self.change = change
    }

    /// The record itself; nil for a removal.
    ///
    /// - Parameter details: as for ``RecordCoding/decode(id:_:details:)``.
    func record(details: Bool = true) throws(Fault) -> WatchlistRecord? {
        guard case .put(let payload) = change else { return nil }
        return try RecordCoding.decode(id: id, payload, details: details)
    }

    /// The earliest list format that says all of it.
    func format() throws(Fault) -> ListFormat {
        guard case .put(let payload) = change else { return .two }
        return try RecordCoding.format(of: payload, id: id)
    }

    /// Whether both put the same bytes.
    func isSame(as other: ListEntry) -> Bool {
        guard case .put(let mine) = change, case .put(let theirs) = other.change else { return false }
        return mine.withBytes { mine in theirs.withBytes { mine.elementsEqual($0) } }
    }

    /// FNV-1a of 64 bits, its bits mixed once more (the finaliser of MurmurHash3) as the first ones choose the page.
    private static func place(of id: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ hash >> 33
    }

    /// The order of every list: by place, then identifiers as UTF-8 bytes.
    func precedes(_ other: ListEntry) -> Bool {
        place == other.place ? id.utf8.lexicographicallyPrecedes(other.id.utf8) : place < other.place
    }
}
