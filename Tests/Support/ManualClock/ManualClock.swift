internal import Synchronization

/// A clock whose time passes only when a test says so.
///
/// Thread-safe. Who sleeps by it has slept at once: the time is then his deadline.
public final class ManualClock: Clock, Sendable {
    public typealias Instant = ContinuousClock.Instant

    private let time = Mutex(ContinuousClock.now)

    public init() {}

    public var now: Instant { time.withLock { $0 } }
    public var minimumResolution: Duration { .zero }

    /// Lets so much time pass.
    public func move(by duration: Duration) { time.withLock { $0 += duration } }

    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        time.withLock { $0 = max($0, deadline) }
    }
}
