package import Ground
package import Logging
internal import Synchronization

/// Says in the journal that somebody was refused: at once, and then once a minute how often, so that whoever is not to be
/// trusted cannot fill it.
///
/// Thread-safe.
package final class Refusals: Sendable {
    /// Seconds between two lines of one code.
    private static let pause = 60.0

    private let logger: Logger
    private let level: Logger.Level
    private let words: Logger.Message
    private let now: @Sendable () -> Double
    /// By code: how many were not said yet, and when the last line was.
    private let state = Mutex<[Fault.Code: (unsaid: Int, at: Double)]>([:])

    package init(
        _ logger: Logger, _ clock: any Clock<Duration> = ContinuousClock(), level: Logger.Level = .notice,
        saying words: Logger.Message = "refused"
    ) {
        (self.logger, self.level, self.words) = (logger, level, words)
        now = Self.seconds(of: clock)
    }

    private static func seconds(of clock: some Clock<Duration>) -> @Sendable () -> Double {
        let start = clock.now
        return { start.duration(to: clock.now) / .seconds(1) }
    }

    /// Nothing of what was sent is in the journal then.
    ///
    /// - Parameter what: was refused, in words of ours.
    package func note(_ code: Fault.Code, _ what: String) { note(code) { "\(what) [\(code)]" } }

    /// - Parameter fault: stands for all of its code in that minute.
    package func note(_ fault: Fault) { note(fault.code) { "\(fault)" } }

    private func note(_ code: Fault.Code, _ text: () -> String) {
        let time = now()
        let count = state.withLock { state -> Int? in
            let (unsaid, at) = state[code] ?? (0, -.infinity)
            let isDue = time - at >= Self.pause
            state[code] = isDue ? (0, time) : (unsaid + 1, at)
            return isDue ? unsaid + 1 : nil
        }
        guard let count else { return }
        logger.log(level: level, words, metadata: ["fault": "\(text())", "count": "\(count)"])
    }
}
