public import Operations
public import ServiceLifecycle

/// Keeps the head of the audit log apart, now and then and at the end; the link tells it to the hub.
public struct Anchoring: Service {
    private let ledger: Ledger
    private let sleep: PeriodicService.Sleep

    public init(ledger: Ledger, sleep: @escaping PeriodicService.Sleep = { try await Task.sleep(for: $0) }) {
        self.ledger = ledger
        self.sleep = sleep
    }

    public func run() async throws {
        let ledger = ledger
        await PeriodicService(every: .seconds(30), sleep: sleep) { await ledger.anchor() }.run()
        await ledger.anchor()
    }
}
