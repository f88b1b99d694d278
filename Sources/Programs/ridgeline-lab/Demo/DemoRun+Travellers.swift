import DeviceIdentity
import Foundation
import Ground
import Outbox
import Station

// Fingers on the glass, with and without a network.
extension DemoRun {
    func presentTravellers() async throws {
        console.step(4, "Travellers place their fingers: other impressions than the enrolled ones")
        for finger in fingers { try await present(finger) }
    }

    /// Presents the impressions of a finger that the centre has not seen.
    func present(_ finger: DemoPrints.Finger, from start: Int = 0) async throws {
        let others = finger.impressions.filter { $0.name != enrolled[finger.name]?.name }
        let rotated = others.indices.map { others[($0 + start) % others.count] }
        let (shown, answer) = try await presenter.present(rotated)
        let presentation = Presentation(
            finger: finger.name, shown: shown, listed: listed.contains(finger.name), answer: answer)
        report.presentations.append(presentation)
        if let item = answer.item { items.insert(item) }
        if answer.doubts.contains(.notQueued) { fail("the hit of \(finger.name) could not be queued") }
        console.answer(presentation)
    }

    func cutAndMend(_ relay: NetworkRelay) async throws {
        console.step(5, "The network is cut; hits wait in the outbox while station and link are killed")
        relay.cut()
        for finger in fingers where listed.contains(finger.name) { try await present(finger, from: 1) }
        let before = try depth()
        await supervisor.kill("ridgelined")
        await supervisor.kill("ridgeline-link")
        console.note("\(before) items in the outbox; kill -9 for station and link")
        let lists = try await waitForLists { !$0.generations.isEmpty }
        let after = try depth()
        console.note("both run again, \(describe(lists)); \(after) items in the outbox")
        if before == 0 { fail("no hit was waiting in the outbox while the network was cut") }
        if after < before { fail("items were lost: \(before) before the kill, \(after) after it") }
        try await exportByHand()
        relay.mend()
        _ = try await wait("the outbox to drain", seconds: 90) { try self.depth() == 0 ? true : nil }
        console.note("network mended; every item uploaded, receipted and erased")
    }

    func depth() throws(Fault) -> Int {
        try OutboxReader(state.station.outbox).status().depth
    }
}
