internal import Ground
internal import Watchlist

extension FuzzTarget {
    /// A record of a list, of either format: what is read is written, and read the same again.
    static let record = FuzzTarget("record") { bytes in
        guard let record = try? WatchlistRecord(id: "a", decoding: WipingBytes(bytes)) else { return }
        guard let written = try? record.encoded(), let again = try? WatchlistRecord(id: "a", decoding: written) else {
            preconditionFailure("a record that was read cannot be written and read again")
        }
        precondition(again.parts.map(\.kind) == record.parts.map(\.kind), "parts got lost")
        precondition(again.cautions == record.cautions && again.action == record.action, "a warning got lost")
        precondition((again.display == nil) == (record.display == nil), "what the officer sees got lost")
    }
}
