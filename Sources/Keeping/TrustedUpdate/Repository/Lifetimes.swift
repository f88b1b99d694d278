public import Foundation

/// How long each role's signature is good for, in seconds; a role is signed again when half of it has passed.
public struct Lifetimes: Sendable {
    public var root: TimeInterval
    public var targets: TimeInterval
    public var snapshot: TimeInterval
    /// Also how long a station may be cut off before it says that its lists are out of date.
    public var timestamp: TimeInterval

    /// So many seconds before the root's end everybody is told who can do something about it.
    public static let rootWarning: TimeInterval = 90 * 86_400

    public init(
        root: TimeInterval = 730 * 86_400, targets: TimeInterval = 90 * 86_400, snapshot: TimeInterval = 30 * 86_400,
        timestamp: TimeInterval = 7 * 86_400
    ) {
        self.root = root
        self.targets = targets
        self.snapshot = snapshot
        self.timestamp = timestamp
    }
}
