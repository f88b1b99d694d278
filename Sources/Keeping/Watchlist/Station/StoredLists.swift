public import Foundation
public import Ground

/// The lists on this device's disk, opened, and what is wrong with them.
public struct StoredLists: Sendable {
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
}
