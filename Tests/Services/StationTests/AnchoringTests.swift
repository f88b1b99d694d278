import Capture
import CollectingLog
import Evidence
import Foundation
import Ground
import Logging
import Pauses
import ServiceLifecycle
import Testing

@testable import DeviceIdentity
@testable import Station

@Suite("The head of the audit log", .timeLimit(.minutes(20)))
struct AnchoringTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "anchoring-\(UUIDv7())")
    private var state: StateDirectory { StateDirectory(folder) }

    private func head() throws -> Int {
        try WireJSON.load(AuditAnchor.self, from: state.station.auditAnchor, limit: AuditAnchor.limit).number
    }

    @Test("is kept apart at once, every half minute, and at the end")
    func anchored() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try state.prepare()
        let log = try AuditLog(
            state.station.audit, anchor: state.station.auditAnchor,
            key: OpeningKey().derivedKey(for: AuditAnchor.keyUse))
        let recorder = AuditRecorder(
            log: log, duty: try OfficerOnDuty(officer: "officer-7", purpose: "entry"), logger: CollectingLog().logger)
        let pauses = Pauses()
        let group = ServiceGroup(
            services: [Anchoring(recorder: recorder, sleep: pauses.sleep)], logger: CollectingLog().logger)
        await recorder.started()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var pause = await pauses.next()
            #expect(pause.duration == .seconds(30))
            let first = try head()
            await recorder.record(ReaderState.ready)
            #expect(try head() == first)
            pause = await pauses.round(pause)
            #expect(try head() == first + 1)
            await recorder.record(ReaderState.unplugged)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            #expect(try head() == first + 2)
        }
    }
}
