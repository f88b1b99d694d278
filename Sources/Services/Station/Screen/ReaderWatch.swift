public import Capture
public import ServiceLifecycle

/// Tells the station how the reader is, and keeps account of it.
public struct ReaderWatch: Service {
    private let reader: ManagedReader
    private let announcer: Announcer
    private let recorder: AuditRecorder

    public init(reader: ManagedReader, announcer: Announcer, recorder: AuditRecorder) {
        self.reader = reader
        self.announcer = announcer
        self.recorder = recorder
    }

    public func run() async throws {
        for await state in reader.states().cancelOnGracefulShutdown() {
            if let report = ReaderReport(of: state) { announcer.announce(.reader(report)) }
            await recorder.record(state)
        }
    }
}
