public import Capture
public import ServiceLifecycle

/// Tells the station how a reader is, and keeps account of it.
public struct ReaderWatch: Service {
    private let reader: ManagedReader
    private let announcer: Announcer
    private let recorder: AuditRecorder
    private let place: Int

    /// - Parameter place: of the reader among those of the station, from 0.
    public init(reader: ManagedReader, place: Int = 0, announcer: Announcer, recorder: AuditRecorder) {
        self.reader = reader
        self.place = place
        self.announcer = announcer
        self.recorder = recorder
    }

    public func run() async throws {
        for await state in reader.states().cancelOnGracefulShutdown() {
            if let report = ReaderReport(of: state) {
                announcer.announce(.reader(report, of: place, device: reader.identity.name))
            }
            await recorder.record(state, of: place)
        }
    }
}
