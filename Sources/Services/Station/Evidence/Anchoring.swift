public import ServiceLifecycle

/// Keeps the head of the audit log apart, now and then and at the end; the link tells it to the hub.
public struct Anchoring: Service {
    private let ledger: Ledger
    private let interval: Duration

    public init(ledger: Ledger, interval: Duration = .seconds(30)) {
        self.ledger = ledger
        self.interval = interval
    }

    public func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            ledger.anchor()
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
        }
        ledger.anchor()
    }
}
