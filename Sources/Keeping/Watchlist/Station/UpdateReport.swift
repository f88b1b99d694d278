public import Foundation
public import Ground

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
