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

    /// When the centre last signed: a clock that is behind this is wrong.
    public let signed: Date?

    /// Whether what the centre last signed has expired at that moment, or at the last signing where that is later.
    public func isExpired(at moment: Date) -> Bool { expires.map { max(moment, signed ?? moment) >= $0 } ?? true }
}

/// What an update changed.
public struct UpdateReport: Sendable {
    /// One list's way to a new generation.
    public struct Change: Sendable, Equatable {
        public let owner: String
        /// Nil where there was no list before.
        public let from: Int?
        public let to: Int
        /// Bytes of list files that were read for it.
        public let bytes: Int
        /// Whether a whole base was needed.
        public let usedBase: Bool
    }

    /// The lists that are new or changed, as they now are in force.
    public let lists: [Watchlist]
    public let changes: [Change]
    /// Owners whose lists the centre has withdrawn: no longer in force.
    public let withdrawn: [String]
    /// Owners whose update was refused, with the reason; their old list is in force.
    public let refused: [String: Fault]
    /// When what the centre has signed expires.
    public let expires: Date
}
