public import Operations
public import ServiceLifecycle

/// Keeps the head of the audit log apart, now and then and at the end; the link tells it to the hub.
public struct Anchoring: Service {
    private let recorder: AuditRecorder
    private let sleep: PeriodicService.Sleep

    public init(recorder: AuditRecorder, sleep: @escaping PeriodicService.Sleep = { try await Task.sleep(for: $0) }) {
        self.recorder = recorder
        self.sleep = sleep
    }

    public func run() async throws {
        let recorder = recorder
        await PeriodicService(every: .seconds(30), sleep: sleep) { await recorder.anchor() }.run()
        await recorder.anchor()
    }
}
