internal import Ground
internal import Synchronization

/// How often a person may add to the evidence in one way: in a rush a few times a minute, never so that a program could push
/// out what older records say (token bucket).
///
/// Thread-safe.
final class ActLimit: Sendable {
    private let most: Double
    private let interval: Double
    private let now: @Sendable () -> Double
    private let state: Mutex<(free: Double, at: Double)>

    /// - Parameters:
    ///   - most: acts at once.
    ///   - interval: seconds until one more is free.
    init(most: Double, interval: Double, _ clock: some Clock<Duration>) {
        (self.most, self.interval) = (most, interval)
        let start = clock.now
        now = { start.duration(to: clock.now) / .seconds(1) }
        state = Mutex((most, 0))
    }

    /// - Throws: ``Fault`` `evidence.rate` when none is free.
    func take() throws(Fault) {
        let time = now()
        let isFree = state.withLock { state in
            state = (min(most, state.free + (time - state.at) / interval), time)
            guard state.free >= 1 else { return false }
            state.free -= 1
            return true
        }
        guard isFree else {
            throw Fault(.evidenceRate, "too much was asked for in a short time; wait ten seconds and do it again")
        }
    }
}
