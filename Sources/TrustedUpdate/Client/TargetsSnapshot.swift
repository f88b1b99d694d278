public import Foundation

/// What a repository offered at one verified moment.
public struct TargetsSnapshot: Sendable {
    /// Every file that a role may sign for, by path.
    public let targets: [TargetFile]
    /// Version of each verified role, such as `["root": 1, "timestamp": 12, …]`.
    public let versions: [String: Int]
    /// When the first of the roles expires.
    public let expires: Date
    /// The moment that expiry was judged against: the clock, or the last signed time where the clock is behind it.
    public let time: Date
}
