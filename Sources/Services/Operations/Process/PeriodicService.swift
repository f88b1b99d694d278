public import ServiceLifecycle

/// Does one thing again and again until the process is shut down: a round, a pause, the next round.
///
///     try await PeriodicService(every: .seconds(30)) { recorder.anchor() }.run()
///
/// A shutdown ends a pause at once, and a round when the round itself looks for it.
public struct PeriodicService: Service {
    /// How a pause is spent; tests bring their own.
    public typealias Sleep = @Sendable (Duration) async throws -> Void

    private let sleep: Sleep
    private let round: @Sendable () async -> Duration?

    /// - Parameter round: the pause that follows it; nil when it was the last.
    public init(
        sleep: @escaping Sleep = { try await Task.sleep(for: $0) }, _ round: @escaping @Sendable () async -> Duration?
    ) {
        self.sleep = sleep
        self.round = round
    }

    /// With the same pause after each round.
    public init(
        every interval: Duration, sleep: @escaping Sleep = { try await Task.sleep(for: $0) },
        _ round: @escaping @Sendable () async -> Void
    ) {
        self.init(sleep: sleep) {
            await round()
            return interval
        }
    }

    public func run() async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            guard let pause = await round() else { return }
            try? await cancelWhenGracefulShutdown { try await sleep(pause) }
        }
    }
}
