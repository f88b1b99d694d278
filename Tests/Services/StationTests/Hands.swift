import Synchronization

/// A clock that a test moves.
final class Hands: Clock, Sendable {
    typealias Instant = ContinuousClock.Instant
    private let time = Mutex(ContinuousClock.now)
    var now: Instant { time.withLock { $0 } }
    var minimumResolution: Duration { .zero }
    func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
    func move(by duration: Duration) { time.withLock { $0 += duration } }
}
