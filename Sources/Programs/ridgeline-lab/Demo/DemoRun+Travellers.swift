import DeviceIdentity
import Encounters
import Foundation
import Ground
import Outbox
import Station

// Fingers on the glass, with and without a network.
extension DemoRun {
    func presentTravellers() async throws {
        console.step(4, "Travellers place their fingers: other impressions than the enrolled ones")
        for person in persons { try await present(person) }
        guard plan.steps.count > 1 else { return }
        // One who is listed, one who is not.
        for person in persons.prefix(2) {
            console.note("\(person.name) with two fingers swapped, one shown twice, the last one missing:")
            for manner in [Traveller.Manner.swapped, .repeated, .missing] { try await present(person, manner) }
        }
    }

    /// Presents impressions that the centre has not seen.
    func present(_ person: DemoPrints.Person, _ manner: Traveller.Manner = .asAsked, from start: Int = 0) async throws {
        let traveller = Traveller(person, manner, except: enrolled, from: start)
        let (presented, answer) = try await presenter.present(traveller)
        let presentation = Presentation(
            traveller: traveller, listed: listed.contains(person.name), presented: presented, answer: answer)
        report.presentations.append(presentation)
        if let item = answer.item { items.insert(item) }
        if answer.doubts.contains(.notQueued) { fail("the hit of \(person.name) could not be queued") }
        console.answer(presentation)
        if let fault = presentation.fault { fail(fault) }
    }

    func cutAndMend(_ relay: NetworkRelay) async throws {
        console.step(5, "The network is cut; hits wait in the outbox while station and link are killed")
        relay.cut()
        for person in persons where listed.contains(person.name) { try await present(person, from: 1) }
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
