import CommandSupport
import DeviceIdentity
import EncounterClient
import Encounters
import Foundation
import Ground
import Station

// The device: provisioned, then station and link running.
extension DemoRun {
    func provision() async throws {
        console.step(2, "The station is provisioned with a one-time code")
        let invitation = work.appending(path: "invitation.json")
        try await hub.run(["invite", "--output", invitation.path])
        let tool = Program(executable: OwnFolder.program("ridgeline"), common: [])
        try await tool.run(
            ["provision", "--invitation", invitation.path, "--state", state.root.path] + (users?.options ?? []))
        console.note("key made, certificate received, trust root stored")
        console.note(
            TwoUsers.obstacle(to: work).map { "one user runs both daemons, without the wall between two: \($0)" }
                ?? "station and link are two users without powers, neither of whom can reach the other's files")
    }

    func startDevice(relay: NetworkRelay) async throws {
        console.step(3, "The link fetches the list, the station brings it into force")
        let port = "\(kiosk.port)"
        try await supervisor.start(
            launch(
                "ridgelined", [],
                environment: [
                    "RIDGELINED_STATE": state.root.path, "RIDGELINED_READER": "emulated", "RIDGELINED_KIOSK_PORT": port,
                    "RIDGELINED_OFFICER": "demo-officer", "RIDGELINED_ENCOUNTER_PLAN": plan.description,
                ]))
        try await supervisor.start(
            launch(
                "ridgeline-link", [],
                environment: [
                    "RIDGELINE_LINK_STATE": state.root.path, "RIDGELINE_LINK_POLL_SECONDS": "0.3",
                    "RIDGELINE_LINK_UPLOAD_SECONDS": "0.2",
                    "RIDGELINE_LINK_HUB_URL": "https://127.0.0.1:\(relay.port)",
                ]))
        let lists = try await waitForLists { !$0.generations.isEmpty }
        console.note("in force: \(describe(lists))")
    }

    func launch(
        _ name: String, _ arguments: [String], environment: [String: String] = [:]
    ) -> Supervisor.Launch {
        let launch = Supervisor.Launch(
            name: name, executable: OwnFolder.program(name), arguments: arguments, environment: environment,
            journal: work.appending(path: "journal/\(name).log"))
        return users?.launch(launch) ?? launch
    }

    func waitForLists(_ condition: @escaping @Sendable (ListsReport) -> Bool) async throws -> ListsReport {
        let kiosk = kiosk
        return try await wait("the lists to come into force", seconds: 60) {
            try? await kiosk.listen(seconds: 10) { screen in screen.lists.flatMap { condition($0) ? $0 : nil } }
        }
    }

    func describe(_ lists: ListsReport) -> String {
        let owners = lists.generations.sorted { $0.key < $1.key }.map { "\($0.key) generation \($0.value)" }
        return "\(owners.joined(separator: ", ")), \(lists.fingers) fingers"
    }
}
