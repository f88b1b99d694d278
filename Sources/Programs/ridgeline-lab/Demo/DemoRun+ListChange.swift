import Foundation
import Ground
import Station

// The centre changes its mind.
extension DemoRun {
    /// What the hub says of a change.
    private struct Change: Decodable {
        struct Publication: Decodable { let published: Timestamp }
        let publications: [Publication]
    }

    func changeList() async throws {
        console.step(6, "The centre changes the list: one person added, one removed")
        guard let removed = persons.first(where: { listed.contains($0.name) }),
            let added = persons.first(where: { !listed.contains($0.name) })
        else { return }
        let before = try await waitForLists { !$0.generations.isEmpty }
        try await hub.run(["remove", "--list", "interpol", "--no-publish", removed.name])
        let pictures = try added.fingers.map { try writeForHub(added, $0) }
        let change = try await hub.json(
            Change.self, ["enrol-prints", "--list", "interpol", "--notice", "red"] + pictures)
        let old = before.generations["interpol"] ?? 0
        let lists = try await waitForLists { ($0.generations["interpol"] ?? 0) > old }
        guard let published = change.publications.last?.published else {
            throw Fault(.demoPublication, "the hub did not say when it published; see its journal")
        }
        report.secondsToForce = Double(lists.since.milliseconds - published.milliseconds) / 1000
        listed.remove(removed.name)
        listed.insert(added.name)
        console.note(
            "in force \(String(format: "%.2f", report.secondsToForce)) s after publication: \(describe(lists))")
        try await present(removed)
        try await present(added)
    }
}
