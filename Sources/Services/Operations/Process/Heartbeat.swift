internal import Synchronization

/// Whether a loop goes on: what the watchdog is fed for.
///
///     heartbeat.working()   // a finger is on the glass: from now on there is a deadline
///     heartbeat.resting()   // the loop waits for the next one, for as long as it takes
///
/// Thread-safe.
public final class Heartbeat: Sendable {
    private let patience: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    /// When the present work began; nil while the loop waits for somebody.
    private let since = Mutex<ContinuousClock.Instant?>(nil)

    /// - Parameter patience: a piece of work that takes longer hangs.
    public init(
        patience: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.patience = patience
        self.now = now
    }

    /// A piece of work begins, or goes on with its next step.
    public func working() { since.withLock { $0 = now() } }

    /// The work is done; the loop waits for something that may never come.
    public func resting() { since.withLock { $0 = nil } }

    public var isWorking: Bool { since.withLock { $0 != nil } }

    public var isBeating: Bool { since.withLock { since in since.map { now() - $0 <= patience } ?? true } }
}
