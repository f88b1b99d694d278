public import Foundation
public import Identification
internal import Synchronization
internal import Watchlist

/// The lists that are searched at this moment: the gallery and the records behind its entries.
///
/// Thread-safe: a search holds the snapshot it began with while a new one is put in its place.
public final class InForce: Sendable {
    /// One consistent state of all lists.
    public struct Snapshot: Sendable {
        public let gallery: Gallery
        /// List owner to generation.
        public let generations: [String: Int]
        /// When the centre's signature expires; after it answers say that the lists are old.
        public let expires: Date?
        private let records: [String: [String: WatchlistRecord]]

        /// - Parameter now: records that are not valid at this time are left out of the gallery.
        init(lists: [Watchlist], expires: Date?, now: Date) {
            records = Dictionary(
                lists.map { list in (list.owner, Dictionary(list.records.map { ($0.id, $0) }) { $1 }) }
            ) { $1 }
            generations = Dictionary(lists.map { ($0.owner, $0.generation) }) { $1 }
            self.expires = expires
            gallery = Gallery(entries: lists.flatMap { GalleryBuilding.entries(of: $0, now: now) })
        }

        func record(_ key: CandidateKey) -> WatchlistRecord? { records[key.list]?[key.record] }

        func isStale(at now: Date) -> Bool { expires.map { now >= $0 } ?? true }
    }

    private let snapshot = Mutex<Snapshot?>(nil)

    public init() {}

    /// nil until a list has been brought into force.
    public var current: Snapshot? { snapshot.withLock { $0 } }

    func replace(with new: Snapshot?) { snapshot.withLock { $0 = new } }
}
