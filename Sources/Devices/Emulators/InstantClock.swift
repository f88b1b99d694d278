internal import Synchronization

/// A clock on which every sleep is over at once and is still seen to have passed: for tests that never wait.
public final class InstantClock: Clock {
    public typealias Instant = ContinuousClock.Instant

    private let time = Mutex(ContinuousClock.now)

    public init() {}

    public var now: Instant { time.withLock { $0 } }
    public var minimumResolution: Duration { .nanoseconds(1) }

    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        time.withLock { $0 = max($0, deadline) }
        // A loop that sleeps between two looks must not keep its thread from those who change what it sees.
        await Task.yield()
    }
}
