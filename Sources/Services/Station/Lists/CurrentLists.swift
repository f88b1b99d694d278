public import Foundation
internal import Ground
public import Identification
internal import Synchronization
internal import Watchlist

/// The lists that are searched at this moment: the gallery and the records behind its entries.
///
/// Thread-safe: a search holds the snapshot it began with while a new one is put in its place.
public final class CurrentLists: Sendable {
    /// One consistent state of all lists.
    public struct Snapshot: Sendable {
        public let galleries: Galleries
        /// By owner.
        let lists: [String: SearchedList]
        /// When the centre's signature expires; after it answers say that the lists are old.
        public let expires: Date?
        /// When the centre has last signed: no clock is believed that is behind it.
        public let signed: Date?
        /// Opens a record with its details; nil where that is not possible.
        let open: @Sendable (RecordKey) -> WatchlistRecord?

        /// List owner to generation.
        public var generations: [String: Int] { lists.mapValues(\.generation) }
        /// Parts of the lists' records that cannot be searched.
        public var unreadable: Int { lists.values.reduce(0) { $0 + $1.unreadable.values.reduce(0, +) } }
        /// Records whose words hold what is not seen, as `owner/record` in visible letters.
        var odd: [String] {
            lists.flatMap { owner, list in list.odd.map { "\(owner)/\($0)".printable } }.sorted()
        }

        /// Without its details.
        func record(_ key: RecordKey) -> WatchlistRecord? { lists[key.list]?.records[key.record] }

        /// With its details, for a hit: opened from the disk where there are any, and never less than ``record(_:)``.
        func whole(_ key: RecordKey) -> WatchlistRecord? {
            guard let record = record(key), record.hasMore else { return record(key) }
            return open(key) ?? record
        }

        /// Whether the record may be used at that moment.
        func isValid(_ key: RecordKey, at now: Date) -> Bool { record(key)?.isValid(at: moment(now)) ?? false }

        func isStale(at now: Date) -> Bool { expires.map { moment(now) >= $0 } ?? true }

        /// Seconds since the centre has last signed.
        func age(at now: Date) -> TimeInterval? { signed.map { max(0, now.timeIntervalSince($0)) } }

        private func moment(_ now: Date) -> Date { max(now, signed ?? now) }
    }

    private let snapshot = Mutex<Snapshot?>(nil)
    private let isOver = Atomic(false)

    public init() {}

    /// nil until a list has been brought into force.
    public var newest: Snapshot? { snapshot.withLock { $0 } }

    /// Without effect once ``shutOut()`` was called.
    func replace(with new: Snapshot?) { snapshot.withLock { $0 = isShutOut ? nil : new } }

    /// The centre has shut this device out: nothing is searched here any more.
    var isShutOut: Bool { isOver.load(ordering: .relaxed) }

    func shutOut() {
        isOver.store(true, ordering: .relaxed)
        replace(with: nil)
    }
}
