public import Watchlist

/// Records made from prints, and what became of the prints that are not good.
public struct Enrolled: Sendable {
    public internal(set) var records: [WatchlistRecord] = []
    /// Prints, or records with them, that are left out, each with the reason.
    public internal(set) var unusable: [String] = []
    /// Prints that are enrolled although they may not be found, each with the reason.
    public internal(set) var poor: [String] = []
    /// Prints that came twice, in words.
    public internal(set) var repeated: [String] = []
}
