import Ground
import ServiceLifecycle
import Station

/// What writes into the chain of evidence: it begins when the officer's page can be reached, so that a start that fails
/// leaves no record.
struct Accounted: Service {
    private let whenListening: AsyncStream<Never>
    private let recorder: AuditRecorder
    private let damage: Fault?
    private let station: Station
    private let watches: [ReaderWatch]

    /// - Parameters:
    ///   - whenListening: ends when the page can be reached.
    ///   - damage: what was wrong with the chain before.
    init(
        from whenListening: AsyncStream<Never>, recorder: AuditRecorder, damage: Fault?, station: Station,
        watches: [ReaderWatch]
    ) {
        (self.whenListening, self.recorder, self.damage) = (whenListening, recorder, damage)
        (self.station, self.watches) = (station, watches)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { for await _ in whenListening {} }
        guard !Task.isShuttingDownGracefully, !Task.isCancelled else { return }
        await recorder.started(after: damage)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for watch in watches { group.addTask { try await watch.run() } }
            group.addTask { [station] in try await station.run() }
            try await group.waitForAll()
        }
    }
}
