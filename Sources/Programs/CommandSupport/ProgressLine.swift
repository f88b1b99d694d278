import Ground
import Synchronization

/// Says on standard error how far a long task is; nothing for tasks of less than two seconds.
package final class ProgressLine: Sendable {
    private let last: Mutex<ContinuousClock.Instant>

    package init() { last = Mutex(.now) }

    /// Says at most every two seconds that `done` of `count` are done.
    package func report(_ what: String, _ done: Int, of count: Int) {
        let isDue = last.withLock { last in
            guard last.duration(to: .now) > .seconds(2) else { return false }
            last = .now
            return true
        }
        if isDue { StandardError.say("\(what): \(done) of \(count)") }
    }
}
