/// How long to wait before something that failed is tried again: longer each time, up to a limit.
public struct BackOff: Sendable {
    private let first: Duration
    private let limit: Duration
    private var next: Duration

    /// - Parameter limit: short enough that a reader is ready within a second of being plugged in again.
    public init(first: Duration = .milliseconds(50), limit: Duration = .milliseconds(400)) {
        self.first = first
        self.limit = limit
        next = first
    }

    /// The time to wait now.
    public mutating func step() -> Duration {
        defer { next = min(limit, next * 2) }
        return next
    }

    /// Called when it worked.
    public mutating func reset() { next = first }
}
