import Foundation
import Ground
import Station

// The centre changes its mind.
extension DemoRun {
    func changeList() async throws {
        console.step(8, "The centre changes the list: one person added, one removed")
        guard let removed = prints.fingers.first(where: { listed.contains($0.name) }),
            let added = prints.fingers.first(where: { !listed.contains($0.name) })
        else { return }
        let before = try await waitForLists { !$0.generations.isEmpty }
        try await hub.run(["remove", "--list", "interpol", "--no-publish", removed.name])
        try await hub.run([
            "enrol-prints", "--list", "interpol", "--notice", "red", try writeForHub(finger: added.name),
        ])
        let published = Date()
        let old = before.generations["interpol"] ?? 0
        let lists = try await waitForLists { ($0.generations["interpol"] ?? 0) > old }
        report.secondsToForce = max(0, lists.since.timeIntervalSince(published))
        listed.remove(removed.name)
        listed.insert(added.name)
        console.note(
            "in force \(String(format: "%.2f", report.secondsToForce)) s after publication: \(describe(lists))")
        try await present(removed)
        try await present(added)
    }
}
