internal import Ground

/// One owner's list in one generation.
///
/// Thread-safe: immutable.
public struct Watchlist: Sendable {
    /// For example `interpol`.
    public let owner: String
    /// Grows by one with every publication.
    public let generation: Int
    /// SHA-256 over the records in the order of their identifiers, hexadecimal: the same for the same records,
    /// whatever their history.
    public let digest: String
    /// By identifier, as UTF-8 bytes order them.
    public let records: [WatchlistRecord]

    /// Everything in the list's fingers that can be searched.
    public var fingerCount: Int { records.reduce(0) { $0 + $1.fingers.count } }

    /// Reads a whole list.
    ///
    /// - Throws: ``Fault`` `list.malformed`, `list.seal`; `list.digest` when the records are not those of the header.
    init(_ reader: inout ListFileReader) throws(Fault) {
        var digest = ListDigest(owner: reader.header.owner)
        var records: [WatchlistRecord] = []
        while let entry = try reader.next() {
            digest.update(entry)
            if let record = try entry.record() { records.append(record) }
        }
        try digest.finalize(expecting: reader.header)
        owner = reader.header.owner
        generation = reader.header.generation
        self.digest = reader.header.resultDigest
        self.records = records
    }
}
