public import Foundation

/// How long each role's signature is good for, in seconds; a role is signed again when half of it has passed.
public struct Lifetimes: Sendable {
    public var root: TimeInterval
    public var targets: TimeInterval
    public var snapshot: TimeInterval
    /// Also how long a station may be cut off before it says that its lists are out of date.
    public var timestamp: TimeInterval

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
