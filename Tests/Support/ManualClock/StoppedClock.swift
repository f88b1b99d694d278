/// A clock by which no time passes: however slow a busy machine is, nobody has waited too long.
public struct StoppedClock: Clock {
    public let now = ContinuousClock.now
    public var minimumResolution: Duration { .zero }

    public init() {}

    /// Until the calling task is cancelled.
    public func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        try await Task.sleep(for: .seconds(1 << 30))
    }
}
