import Capture
import Encounters
import Foundation
import Ground
import Identification
import Testing

@testable import Station

/// A modality of these tests alone, under a kind that plans ask for: a template is a set of eight marks, and two that have one in
/// common resemble each other.
struct Tickets: Modality {
    struct Comparer: TemplateComparer {
        let probe: UInt8
        let same: Double
        func score(against reference: UInt8) -> Double { probe & reference != 0 ? same : 0 }
    }

    var kind = ModalityKind.portrait
    /// What two with a mark in common score.
    var same = 9.0

    func prepare(_ template: WipingBytes) throws(Fault) -> UInt8 {
        guard template.count == 1 else { throw Fault(.init("ticket.template"), "not one byte") }
        return template.withBytes { $0[0] }
    }

    func comparer(of probe: UInt8) -> Comparer { Comparer(probe: probe, same: same) }
}

/// Where travellers show their ticket.
struct TicketWindow: SampleSource {
    /// A ticket with this mark is asked for again.
    static let poor: UInt8 = 128

    /// The window fails while it waits.
    static let failure: UInt8 = 64
    private static let ended = Fault(.init("ticket.ended"), "nobody waits any more")

    let shown = Broadcast<UInt8?>(nil)

    var kind = ModalityKind.portrait
    let device = SampleDevice(name: "window-1", model: "window")

    func open() async throws(Fault) {}
    func close() async {}
    func awaitTraveller() async throws(Fault) { try await wait { $0 != nil } }
    func awaitFree() async throws(Fault) { try await wait { $0 == nil } }

    func take(
        _ step: Step, attempts: Int, event: @escaping @Sendable (AcquisitionEvent) async -> Void
    ) async throws(Fault) -> Acquisition<TakenSample> {
        var poor: [TakenSample] = []
        await event(.fingerOn(attempt: 1))
        for await ticket in shown.stream() {
            guard let ticket else { return .abandoned([], attempts: 1, isFree: true) }
            let sample = Sample(
                step: step, device: device, attempts: 1, quality: 80, time: Timestamp(Date()),
                template: WipingBytes([ticket]), templateFormat: "ticket-1", picture: nil)
            let taken = TakenSample(sample, times: SampleTimes(began: .now, captured: .now, extracted: .now))
            guard ticket & Self.poor != 0 else { return .accepted(taken, others: poor, attempts: 1 + poor.count) }
            poor.append(taken)
            await event(.placeAgain(Retry(.tooLight, "press harder"), attempt: 1))
            // Until there is another ticket, the officer calls it off, or the window fails.
            guard let next = await another(than: ticket), next != Self.failure else {
                return .brokenOff(poor, Self.ended, attempts: 1)
            }
        }
        throw Self.ended
    }

    /// - Returns: nil where nobody waits any more.
    private func another(than ticket: UInt8) async -> UInt8? {
        for await other in shown.stream() {
            if let other, other != ticket { return other }
        }
        return nil
    }

    private func wait(_ holds: (UInt8?) -> Bool) async throws(Fault) {
        for await ticket in shown.stream() where holds(ticket) { return }
        throw Self.ended
    }
}

extension Border {
    func takeAway(from window: TicketWindow) async {
        window.shown.send(nil)
        _ = await screen { !$0.isFingerOn }
    }

    /// Shows a ticket, and takes it away when the verdict is there.
    func verdict(of ticket: UInt8, at window: TicketWindow) async throws -> Verdict {
        let before = announcer.screen.stage
        window.shown.send(ticket)
        let done = try #require(
            await screen { screen in
                if case .verdict = screen.stage { screen.stage != before } else { false }
            })
        await takeAway(from: window)
        guard case .verdict(let verdict) = done.stage else { throw Fault(.init("test"), "no verdict") }
        return verdict
    }
}
