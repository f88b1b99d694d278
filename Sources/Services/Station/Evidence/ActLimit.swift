internal import Ground
internal import Synchronization

/// How often a person may add to the evidence: in a rush a few times a minute, never so that a program could push out what
/// older records say (token bucket).
///
/// Thread-safe.
final class ActLimit: Sendable {
    private static let most = 30.0
    /// Seconds until one more act is free: 8,640 a day.
    private static let interval = 10.0

    private let now: @Sendable () -> Double
    private let state: Mutex<(free: Double, at: Double)>

    init(_ clock: some Clock<Duration>) {
        let start = clock.now
        now = { start.duration(to: clock.now) / .seconds(1) }
        state = Mutex((Self.most, 0))
    }

    /// - Throws: ``Fault`` `evidence.rate` when none is free.
    func take() throws(Fault) {
        let time = now()
        let isFree = state.withLock { state in
            state = (min(Self.most, state.free + (time - state.at) / Self.interval), time)
            guard state.free >= 1 else { return false }
            state.free -= 1
            return true
        }
        guard isFree else {
            throw Fault(.evidenceRate, "too much was asked for in a short time; wait ten seconds and do it again")
        }
    }
}
