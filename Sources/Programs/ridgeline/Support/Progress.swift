import Foundation
import Synchronization

/// Says on standard error how far a long task is; nothing for tasks of less than two seconds.
final class Progress: Sendable {
    private let last: Mutex<ContinuousClock.Instant>

    init() { last = Mutex(.now) }

    /// Says at most every two seconds that `done` of `count` are done.
    func report(_ what: String, _ done: Int, of count: Int) {
        let isDue = last.withLock { last in
            guard last.duration(to: .now) > .seconds(2) else { return false }
            last = .now
            return true
        }
        if isDue { warn("\(what): \(done) of \(count)") }
    }
}

/// A line on standard error; standard output is for results.
func warn(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
