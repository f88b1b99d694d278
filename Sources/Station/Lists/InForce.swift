public import Foundation
public import Identification
internal import Synchronization
public import Watchlist

/// The lists that are searched at this moment: the gallery and the records behind its entries.
///
/// Thread-safe: a search holds the snapshot it began with while a new one is put in its place.
public final class InForce: Sendable {
    /// One consistent state of all lists.
    public struct Snapshot: Sendable {
        public let gallery: Gallery
        /// List owner to generation.
        public let generations: [String: Int]
        /// When the centre last vouched for the lists.
        public let vouched: Date
        private let records: [String: [String: WatchlistRecord]]

        /// - Parameter now: records that are not valid at this time are left out of the gallery.
        init(lists: [Watchlist], vouched: Date, now: Date) {
            records = Dictionary(lists.map { ($0.owner, $0.records) }) { _, newer in newer }
            generations = Dictionary(lists.map { ($0.owner, Int($0.generation)) }) { _, newer in newer }
            self.vouched = vouched
            gallery = Gallery(entries: lists.flatMap { GalleryBuilding.entries(of: $0, now: now) })
        }

        func record(_ key: CandidateKey) -> WatchlistRecord? { records[key.list]?[key.record] }
    }

    private let snapshot = Mutex<Snapshot?>(nil)

    public init() {}

    /// nil until a list has been brought into force.
    public var current: Snapshot? { snapshot.withLock { $0 } }

    func replace(with new: Snapshot) { snapshot.withLock { $0 = new } }
}
