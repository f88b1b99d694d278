internal import Watchlist

/// A list's records by identifier, in pieces: a change copies the pieces that it touches, while the snapshot that is searched
/// keeps the others.
struct RecordTable: Sendable {
    private static let pieces = 4096

    private var pieces: [[String: WatchlistRecord]] = Array(repeating: [:], count: Self.pieces)

    /// - Parameter records: of two with one identifier the later one counts.
    init(_ records: some Sequence<WatchlistRecord>) {
        for record in records { self[record.id] = record }
    }

    subscript(id: String) -> WatchlistRecord? {
        get { pieces[Self.piece(of: id)][id] }
        set { pieces[Self.piece(of: id)][id] = newValue }
    }

    private static func piece(of id: String) -> Int { Int(UInt(bitPattern: id.hashValue) % UInt(pieces)) }
}
