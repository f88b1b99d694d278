internal import Ground
internal import Synchronization

/// What the threads know together of a server that is away: nobody looks for it before the pause is over.
final class PostgreSQLOutage: Sendable {
    private struct State {
        var backoff = BackOff(first: .milliseconds(100), limit: .seconds(5))
        var until: ContinuousClock.Instant?
        /// What is wrong with a server that does answer.
        var fault: Fault?
        var isMigrated = false
    }

    private let state = Mutex(State())

    /// - Throws: ``Fault`` `hub.database` during the pause, or what the server's answer was.
    func check() throws(Fault) {
        let (until, fault) = state.withLock { ($0.until, $0.fault) }
        guard let until, ContinuousClock.now < until else { return }
        throw fault ?? Fault(.hubDatabase, "the database does not answer; it is looked for again within 5 seconds")
    }

    func failed(_ fault: Fault?) {
        state.withLock { state in
            state.until = .now + state.backoff.step(chance: .random(in: 0...1))
            state.fault = fault
        }
    }

    func succeeded() {
        state.withLock { state in
            state.until = nil
            state.backoff.reset()
        }
    }

    /// Whether this process has brought the tables up to date.
    var isMigrated: Bool { state.withLock { $0.isMigrated } }
    func migrated() { state.withLock { $0.isMigrated = true } }
}
