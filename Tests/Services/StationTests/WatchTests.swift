import Capture
import CollectingLog
import Crypto
import DeviceIdentity
import Emulators
import Encounters
import Evidence
import Fingerprint
import Foundation
import Ground
import Identification
import Logging
import Synchronization
import Testing

@testable import Station

/// A reader that opens, and fails as soon as a finger is asked of it.
private struct FlappingReader: FingerprintReader {
    let identity = ReaderIdentity(name: "flapping", model: "test", width: 1, height: 1, pixelsPerInch: 500)

    func open() async throws(Fault) {}
    func awaitFinger() async throws(Fault) { throw Fault(.init("test.flap"), "it cannot wait") }
    func capture() async throws(Fault) -> Frame? { nil }
    func awaitFingerOff() async throws(Fault) {}
    func close() async {}
}

/// Writes down what is slept, and sleeps not at all, until it has seen enough: then for ever.
private final class NotedClock: Clock, Sendable {
    private let slept = Mutex<[Duration]>([])
    private let enough: Int
    private let never = AsyncStream<Void>.makeStream()
    let isEnough = Broadcast(false)

    init(enough: Int) { self.enough = enough }

    let now = ContinuousClock.now
    var minimumResolution: Duration { .zero }
    var pauses: [Duration] { slept.withLock { $0 } }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        let count = slept.withLock { slept in
            slept.append(deadline - now)
            return slept.count
        }
        guard count >= enough else { return }
        isEnough.send(true)
        for await _ in never.stream {}
        try Task.checkCancellation()
    }
}

@Suite("The station and its devices", .timeLimit(.minutes(20)))
struct WatchTests {
    private func audit() throws -> (AuditRecorder, URL) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "watch-\(UUIDv7())")
        let log = try AuditLog(
            folder, anchor: folder.appending(path: "anchor.json"), key: SymmetricKey(size: .bits256))
        return (
            AuditRecorder(
                log: log, duty: try OfficerOnDuty(officer: "a", purpose: "entry"), logger: Logger(label: "test")),
            folder
        )
    }

    private func devices(in folder: URL) throws -> [String] {
        var states: [String] = []
        _ = try AuditVerification.verify(folder) { record in
            if case .device(let state, _, _) = record.event { states.append(state) }
        }
        return states
    }

    @Test("A reader that opens and fails again and again is tried at growing distances")
    func backOff() async throws {
        let border = try await Border()
        let clock = NotedClock(enough: 8)
        let policy = StationPolicy(decision: .standard, searchThreads: 1, minimumQuality: 20)
        let station = Station(
            sources: [Border.source(FlappingReader(), policy, border.log.logger)], currentLists: border.currentLists,
            hits: HitWriter(identity: border.identity, outbox: border.outbox, open: border.openHit),
            duty: try OfficerOnDuty(officer: "a", purpose: "entry"),
            policy: policy, orders: border.orders,
            announcer: border.announcer, recorder: border.recorder,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: clock)
        let running = Task { try await station.run() }
        _ = await clock.isEnough.stream().first { $0 }
        running.cancel()
        try await running.value
        #expect(clock.pauses == [100, 200, 400, 800, 1600, 3200, 5000, 5000].map { .milliseconds($0) })
        try FileManager.default.removeItem(at: border.folder)
    }

    @Test("A reader that comes and goes a thousand times leaves a few records, and the next search makes room again")
    func flood() async throws {
        let (recorder, folder) = try audit()
        defer { try? FileManager.default.removeItem(at: folder) }
        for _ in 0..<1000 {
            await recorder.record(.ready)
            await recorder.record(.fault(Fault(.init("test.flap"), "it cannot wait")))
        }
        #expect(try devices(in: folder) == (0..<8).flatMap { _ in ["ready", "fault"] })
        await recorder.record(
            Encounter(
                officer: "a", purpose: "entry", time: Date(), progress: PlanProgress(.walkUp), lists: nil))
        await recorder.record(.ready)
        #expect(try devices(in: folder).count == 17)
    }

    @Test("A reader is accounted for when it changes, not at each finger")
    func changes() async throws {
        let (recorder, folder) = try audit()
        defer { try? FileManager.default.removeItem(at: folder) }
        for state in [
            ReaderState.starting, .ready, .capturing, .ready, .capturing, .cleaningNeeded, .ready, .unplugged,
        ] {
            await recorder.record(state)
        }
        #expect(try devices(in: folder) == ["ready", "unplugged"])
    }

    @Test("The officer sees the reader come, go, and come back; a fault with its code")
    func reader() async throws {
        let border = try await Border()
        try await border.open {
            func report(_ name: ReaderReport.Name) async -> ReaderReport? {
                await border.screen { $0.reader.name == name }?.reader
            }
            #expect(await report(.ready) == ReaderReport(.ready))
            await border.glass.device.unplug()
            let gone = try #require(await report(.unplugged))
            #expect(gone.name == .unplugged)
            #expect(!gone.reason.isEmpty)
            await border.glass.device.plug()
            #expect(await report(.ready) == ReaderReport(.ready))
        }
        let report = ReaderReport(of: .fault(Fault(.init("usb.timeout"), "no answer; plug it in again")))
        #expect(report == ReaderReport(.fault, reason: "no answer; plug it in again [usb.timeout]"))
        #expect(ReaderReport(of: .capturing) == nil)
    }

    @Test("The officer sees the camera come, go, and come back")
    func camera() async throws {
        let emulated = try EmulatedCamera(width: 64, height: 32, offers: [.gray])
        let announcer = Announcer()
        #expect(announcer.screen.camera == nil)
        let watch = CameraWatch(
            camera: ManagedCamera(catalogue: emulated.catalogue, selection: nil), announcer: announcer,
            clock: InstantClock())
        let running = Task { try await watch.run() }
        #expect(await announcer.screens().first { $0.camera?.name == .ready } != nil)
        emulated.unplug()
        let gone = await announcer.screens().first { $0.camera?.name == .unplugged }
        #expect(gone?.camera?.reason.isEmpty == false)
        emulated.plug()
        #expect(await announcer.screens().first { $0.camera?.name == .ready } != nil)
        running.cancel()
        try await running.value
    }
}
