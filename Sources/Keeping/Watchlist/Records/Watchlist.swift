/// One owner's list in one generation.
///
/// Thread-safe: immutable.
public struct Watchlist: Sendable {
    /// For example `interpol`.
    public let owner: String
    /// Grows by one with every publication.
    public let generation: Int
    /// Hexadecimal: the same for the same records, whatever their history.
    public let digest: String
    /// In the order of the list, which means nothing.
    public let records: [WatchlistRecord]

    /// - Parameter records: of which ``ListDigest`` was verified.
    init(_ state: ListState, records: [WatchlistRecord]) {
        owner = state.owner
        generation = state.generation
        digest = state.digest
        self.records = records
    }
}
