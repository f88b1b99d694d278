import DeviceIdentity
import DeviceSettings
import Emulators
import Fingerprint
import Foundation
import Ground
import Imaging
import Logging
import LoopbackPorts
import Operations
import ServiceLifecycle
import Station
import SyntheticPrints
import TrustedUpdate
import Watchlist

@testable import Hub
@testable import ridgelined

/// A centre and a device that has enrolled there, with everything that goes between them carried by hand.
struct BorderPost {
    let folder: URL
    let hub: Hub
    let state: StateDirectory
    let device: UUIDv7

    /// A fresh one, with one finger on its list, while `body` runs.
    ///
    /// - Parameter finger: of ``print(_:impression:)``.
    static func with(listed finger: Int, _ body: (BorderPost) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "post-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(BorderPost(in: folder, listed: finger))
    }

    private init(in folder: URL, listed finger: Int) async throws {
        self.folder = folder
        hub = try await Hub.create(at: folder.appending(path: "hub"), title: "Test centre", hosts: ["localhost"])
        let template = try TemplateExtractor().extract(Self.print(finger, impression: 1)).template
        let reference = RecordPart(finger: .rightIndex, template: template.withBytes { WipingBytes($0) })
        try await hub.change(
            "interpol",
            [.put(WatchlistRecord(id: "anna", notice: .red, reference: "2026/1", parts: [reference]))])
        _ = try await hub.publish()

        state = StateDirectory(folder.appending(path: "device"))
        try ListeningPorts(enrolment: 1, device: 2).write(hub.folder, nil)
        let enrolment = Enrolment(
            state: state, invitation: try await hub.invite(until: Timestamp(Date() + 3600)), custody: .file)
        let (answer, _) = try await hub.enrol(
            try WireJSON.encode(try enrolment.request()), deviceURL: try hub.url(port: 2))
        let record = try enrolment.complete(
            try WireJSON.decode(from: answer, limit: EnrolmentAnswer.limit, naming: "the answer"), now: Date())
        guard let device = UUIDv7(record.device) else { throw Fault(.init("test.device"), record.device) }
        self.device = device
        try await carryLists()
    }

    /// What is published now, carried to the device.
    func carryLists() async throws {
        let published = folder.appending(path: "hub/repository")
        _ = try await TrustedClient(
            stateDirectory: folder.appending(path: "trust"), source: DirectorySource(published),
            trustedRoot: try DurableFile.read(published.appending(path: "metadata/1.root.json"), limit: 1 << 20)
        ).mirror(to: state.link.incoming, now: Date())
    }

    /// The station's process as its settings build it.
    ///
    /// - Parameter more: further settings, by their names in the environment.
    func assembly(_ more: [String: String] = [:]) throws -> StationAssembly {
        let environment = [
            "RIDGELINED_STATE": state.root.path, "RIDGELINED_READER": "emulated", "RIDGELINED_OFFICER": "officer-7",
            "RIDGELINED_KIOSK_PORT": "\(LoopbackPorts.free())",
        ].merging(more) { $1 }
        return StationAssembly(
            settings: try Settings<StationSettings>(file: nil, environment: environment),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Runs the station until `body` is done, and stops it as SIGTERM would.
    ///
    /// - Parameter more: as of ``assembly(_:)``.
    func running(
        _ more: [String: String] = [:], _ body: (StationAssembly.Assembled) async throws -> Void
    ) async throws {
        let station = try await assembly(more).assembled()
        defer { station.lock.release() }
        let group = ServiceGroup(
            services: station.services, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body(station)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// An impression of a finger of nobody.
    static func print(_ finger: Int, impression: Int) -> GrayImage {
        SyntheticPrints.impression(finger: finger, impression: impression, seed: 77, strength: 0.5).image
    }
}

extension StationAssembly.Assembled {
    /// The first one; nil for real readers.
    var emulator: EmulatedURU4000? { emulators.first }

    /// The next screen of which something holds.
    func screen(where holds: (Screen) -> Bool) async throws -> Screen {
        for await screen in announcer.screens() where holds(screen) { return screen }
        throw Fault(.init("test.silence"), "the station stopped")
    }

    /// Lays a print on the emulated glass until there is a verdict, and lifts it.
    func verdict(on print: GrayImage) async throws -> Verdict {
        guard let emulator else { throw Fault(.init("test.reader"), "the reader is not emulated") }
        let before = announcer.screen.stage.correlation
        try await emulator.present(print)
        let screen = try await screen { if case .verdict = $0.stage { $0.stage.correlation != before } else { false } }
        guard case .verdict(let verdict) = screen.stage else { throw Fault(.init("test.stage"), "") }
        await emulator.lift()
        _ = try await self.screen { !$0.isFingerOn }
        return verdict
    }
}
