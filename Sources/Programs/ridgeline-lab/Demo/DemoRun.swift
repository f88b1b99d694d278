import CommandSupport
import DeviceIdentity
import DeviceSettings
import EncounterClient
import Encounters
import Foundation
import Ground

/// The main job, step by step, with real processes: hub, station and link.
final class DemoRun {
    /// Those that can be enrolled.
    var persons: [DemoPrints.Person]
    let plan: Plan
    let work: URL
    let console = DemoConsole()
    let supervisor = Supervisor()
    let hub: Program
    var report = DemoReport()
    var failures: [String] = []
    var items: Set<UUIDv7> = []

    /// Persons whose enrolled impressions are on the list; changes when the centre changes it.
    var listed: Set<String> = []
    /// By finger.
    var enrolled: [String: DemoPrints.Impression] = [:]

    var hubData: URL { work.appending(path: "hub") }
    var state: StateDirectory { StateDirectory(work.appending(path: "device")) }
    let users: TwoUsers?
    let presenter: Presenter
    let kiosk: KioskClient

    /// - Parameter work: an empty folder; holds the hub's data, the device's state and the journals.
    init(prints: DemoPrints, plan: Plan, work: URL, kioskPort: Int) {
        persons = prints.persons
        self.plan = plan
        users = TwoUsers(work: work)
        self.work = work
        hub = Program(
            executable: OwnFolder.program("ridgeline-hub"), common: ["--data", work.appending(path: "hub").path])
        kiosk = KioskClient(port: kioskPort, door: KioskKey.folder("", state: work.appending(path: "device")))
        presenter = Presenter(kiosk: kiosk)
    }

    /// - Returns: what failed, in words; empty when every step succeeded.
    func run() async throws -> [String] {
        do {
            let relay = try await startHub()
            try await provision()
            try await startDevice(relay: relay)
            try await presentTravellers()
            try await cutAndMend(relay)
            try await changeList()
            try await checkReceipts()
            try await searchForTraces()
        } catch {
            failures.append("\(error)")
            console.failure("\(error)")
        }
        let late = await supervisor.stop()
        if !late.isEmpty { fail("did not stop cleanly within two seconds: \(late.joined(separator: ", "))") }
        console.step(9, "The result")
        for line in report.lines() { console.note(line) }
        return failures
    }

    func fail(_ text: String) {
        failures.append(text)
        console.failure(text)
    }

    /// Waits until `condition` gives something.
    func wait<T>(
        _ what: String, seconds: Double, for condition: () async throws -> T?
    ) async throws -> T {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            if let result = try await condition() { return result }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Fault(.demoWait, "waited \(Int(seconds)) seconds for \(what); see the journals in \(work.path)")
    }
}
