public import Foundation
public import Ground

/// The lists a station searches, and what is wrong with them.
public struct ListsInForce: Sendable {
    /// By owner.
    public let lists: [Watchlist]
    /// Owners whose list cannot be used, each with the reason; the others stay in force.
    public let damaged: [String: Fault]
    /// When what the centre last signed expires; nil before the first update. After it the lists stay in force,
    /// degraded and loud, or not, as the site's policy says.
    public let expires: Date?
    /// When the root of trust expires, which the centre renews long before.
    public let rootExpires: Date?
    /// When the centre last signed: a clock that is behind this is wrong.
    public let signed: Date?

    /// Whether what the centre last signed has expired at that moment, or at the last signing where that is later.
    public func isExpired(at moment: Date) -> Bool { expires.map { max(moment, signed ?? moment) >= $0 } ?? true }
}

/// What an update changed.
public struct UpdateReport: Sendable {
    /// One list's way to a new generation.
    public struct Change: Sendable {
        public let owner: String
        /// Nil where there was no list before.
        public let from: Int?
        public let to: Int
        /// Bytes of list files that were read for it.
        public let bytes: Int
        /// Whether a whole base was needed.
        public let usedBase: Bool
        /// What has changed; nil after a base: then ``ListStore/list(_:)`` gives the whole list.
        public let news: ListNews?
    }

    public let changes: [Change]
    /// Owners whose lists the centre has withdrawn: no longer in force.
    public let withdrawn: [String]
    /// Owners whose update was refused, with the reason; their old list is in force.
    public let refused: [String: Fault]
    /// When what the centre has signed expires.
    public let expires: Date
    /// When the root of trust expires.
    public let rootExpires: Date
    /// When the centre has last signed, by its own clock; nil where it does not say.
    public let signed: Date?
}

/// What a delta has changed in a list.
public struct ListNews: Sendable {
    /// New records, and new versions of old ones.
    public let put: [WatchlistRecord]
    /// Identifiers of those that are gone.
    public let removed: [String]

    init(_ changes: [ListEntry]) throws(Fault) {
        var put: [WatchlistRecord] = []
        var removed: [String] = []
        for change in changes {
            if let record = try change.record() { put.append(record) } else { removed.append(change.id) }
        }
        (self.put, self.removed) = (put, removed)
    }
}
