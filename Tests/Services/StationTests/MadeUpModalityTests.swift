import Capture
import CaseMessages
import DeviceIdentity
import Encounters
import Fingerprint
import Foundation
import Ground
import Identification
import Outbox
import Testing
import Watchlist

@testable import Station

/// A modality of this file alone, under a kind that plans ask for: a template is a set of eight marks, and two that have one in
/// common resemble each other.
private struct Tickets: Modality {
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
private struct TicketWindow: SampleSource {
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
        await event(.fingerOn(attempt: 1))
        for await ticket in shown.stream() {
            guard let ticket else { return .abandoned(best: nil, attempts: 1, isFree: true) }
            let sample = Sample(
                step: step, device: device, attempts: 1, quality: 80, time: Timestamp(Date()),
                template: WipingBytes([ticket]), templateFormat: "ticket-1", picture: nil)
            let taken = TakenSample(sample, times: SampleTimes(began: .now, captured: .now, extracted: .now))
            guard ticket & Self.poor != 0 else { return .accepted(taken, attempts: 1) }
            await event(.placeAgain(Retry(.tooLight, "press harder"), attempt: 1))
            // Until the officer calls it off, or the window fails.
            for await ticket in shown.stream() where ticket == Self.failure { break }
            return .brokenOff(best: taken, Self.ended, attempts: 1)
        }
        throw Self.ended
    }

    private func wait(_ holds: (UInt8?) -> Bool) async throws(Fault) {
        for await ticket in shown.stream() where holds(ticket) { return }
        throw Self.ended
    }
}

@Suite("A modality that only this test knows", .timeLimit(.minutes(20)))
struct MadeUpModalityTests {
    @Test("goes from a list's record through gallery, search and verdict into the hit that the centre opens")
    func wholeWay() async throws {
        let window = TicketWindow()
        let policy = StationPolicy(
            decision: .standard, searchThreads: 1, minimumQuality: 20, plan: Plan(.walkUp, portrait: true))
        let border = try await Border(
            policy: policy, sources: [window], modalities: [FingerprintModality(), Tickets()])
        let listed = WatchlistRecord(
            id: "anna", notice: .red, reference: "2026/7", instruction: "detain",
            parts: [RecordPart(kind: .portrait, reference: WipingBytes([7]))])
        try await border.publisher.publish("interpol", [.put(listed)], now: Date())
        await border.lists.update()
        try await border.open {
            // The finger cannot be taken here, which makes nobody green.
            let stranger = try await border.verdict(of: 8, at: window)
            #expect(stranger.colour == .yellow && stranger.doubts == [.incomplete] && stranger.gallerySize == 1)
            #expect(stranger.steps.map(\.reason) == ["noDevice", nil])
            #expect(try await border.outbox.status().depth == 0)

            let verdict = try await border.verdict(of: 7, at: window)
            #expect(verdict.colour == .red)
            #expect(verdict.matches.map(\.reference) == ["2026/7"])
            #expect(verdict.matches.first?.candidate.evidence.map(\.kind) == [.portrait])
            let item = try #require(verdict.item)
            let sealed = try #require(try OutboxReader(border.state.station.outbox).item(item))
            let opened = try border.hubKey.open(
                sealed.bytes, for: .item, authenticating: StationIdentity.context(device: "post-7", item: item))
            let hit = try HitMessage(decoding: opened)
            #expect(hit.facts.search.candidates.map(\.record) == ["anna"])
            let sample = try #require(hit.samples.first)
            #expect(hit.samples.count == 1 && sample.facts.kind == "portrait" && sample.facts.deviceName == "window-1")
            #expect(sample.facts.templateFormat.rawValue == "ticket-1")
            #expect(sample.template.withBytes { Array($0) } == [7])
        }
    }
}

@Suite("A red that need not wait for the rest of the plan", .timeLimit(.minutes(20)))
struct EarlyRedTests {
    /// Of two fingers the first is of a listed person, just well enough to be red by itself; the second is not.
    private func shown(_ body: (Border, TicketWindow, Screen) async throws -> Void) async throws {
        let window = TicketWindow(kind: .finger)
        let policy = StationPolicy(
            decision: .standard, searchThreads: 1, minimumQuality: 20, plan: Plan(.twoIndex))
        let border = try await Border(
            policy: policy, sources: [window], modalities: [Tickets(kind: .finger, same: 5.05)])
        let listed = WatchlistRecord(
            id: "anna", notice: .red, reference: "2026/7",
            parts: [
                RecordPart(finger: .rightIndex, template: WipingBytes([1])),
                RecordPart(finger: .leftIndex, template: WipingBytes([2])),
            ])
        try await border.publisher.publish("interpol", [.put(listed)], now: Date())
        await border.lists.update()
        try await border.open {
            window.shown.send(1)
            _ = try #require(await border.screen { $0.encounter?.early?.colour == .red })
            window.shown.send(nil)
            try await body(border, window, try #require(await border.screen { !$0.isFingerOn }))
        }
    }

    @Test("stays red when the fingers after it speak against it, and the centre gets them all")
    func stays() async throws {
        try await shown { border, window, early in
            let verdict = try await border.verdict(of: 4, at: window)
            #expect(verdict.colour == .red && verdict.doubts == [] && verdict.matches.map(\.reference) == ["2026/7"])
            #expect(verdict.matches.first?.candidate.score == early.encounter?.early?.matches.first?.candidate.score)
            #expect(verdict.matches.first?.candidate.evidence.count == 2)
            #expect(try await border.outbox.status().depth == 2, "the early hit, and what came after it")
        }
    }

    @Test("cannot be called off after further fingers either")
    func cancelled() async throws {
        try await shown { border, _, early in
            border.orders.give(.cancel(try #require(early.encounter?.correlation)))
            let over = try #require(await border.screen { $0.encounter == nil })
            guard case .verdict(let verdict) = over.stage else { throw Fault(.init("test"), "\(over.stage)") }
            #expect(verdict.colour == .red && verdict.doubts == [.incomplete])
        }
    }
}

@Suite("A print that is no sample of the plan", .timeLimit(.minutes(20)))
struct AsideTests {
    private static let listed: UInt8 = 1

    private func shown(_ body: (Border, TicketWindow) async throws -> Void) async throws {
        let window = TicketWindow(kind: .finger)
        let policy = StationPolicy(
            decision: .standard, searchThreads: 1, minimumQuality: 20, plan: Plan(.twoIndex))
        let border = try await Border(policy: policy, sources: [window], modalities: [Tickets(kind: .finger)])
        let listed = WatchlistRecord(
            id: "latent", notice: .red, reference: "2026/8",
            parts: [RecordPart(finger: .rightIndex, template: WipingBytes([Self.listed]))])
        try await border.publisher.publish("interpol", [.put(listed)], now: Date())
        await border.lists.update()
        try await border.open { try await body(border, window) }
    }

    @Test("as the finger was shown before, is searched all the same: it shows what the first did not")
    func repeated() async throws {
        try await shown { border, window in
            // Another part of the listed finger.
            window.shown.send(2)
            _ = try #require(await border.screen { $0.encounter?.steps[0].state == .taken })
            await border.takeAway(from: window)
            window.shown.send(2 | Self.listed)
            let again = try #require(
                await border.screen {
                    if case .retry(_, .sameFinger) = $0.stage { $0.encounter?.early != nil } else { false }
                })
            #expect(again.encounter?.early?.matches.map(\.reference) == ["2026/8"])
            await border.takeAway(from: window)
            let verdict = try await border.verdict(of: 4, at: window)
            #expect(verdict.colour == .red && verdict.steps.map(\.state) == [.taken, .taken])
            #expect(verdict.steps.map(\.attempts) == [1, 2], "\(verdict.steps) \(verdict.doubts)")
        }
    }

    /// A poor print of the listed finger that is asked for again.
    private func poor(_ border: Border, _ window: TicketWindow) async throws -> UUIDv7 {
        window.shown.send(TicketWindow.poor | Self.listed)
        let retry = try #require(await border.screen { if case .retry = $0.stage { true } else { false } })
        return try #require(retry.encounter?.correlation)
    }

    @Test("as the officer took the finger out while it was asked for again, is searched all the same")
    func excepted() async throws {
        try await shown { border, window in
            let correlation = try await poor(border, window)
            border.orders.give(
                .except(Step(.finger, position: 2), CaptureException(.unable, isPermanent: false), of: correlation))
            _ = try #require(await border.screen { $0.encounter?.steps[0].state == .excepted })
            await border.takeAway(from: window)
            let verdict = try await border.verdict(of: 4, at: window)
            #expect(verdict.colour == .red && verdict.matches.map(\.reference) == ["2026/8"])
            #expect(verdict.steps.map(\.state) == [.excepted, .taken], "\(verdict.steps) \(verdict.doubts)")
        }
    }

    @Test("is searched before the officer's word ends the encounter, which does not call off what it shows")
    func finished() async throws {
        for order in [OfficerOrder.finish, OfficerOrder.cancel] {
            try await shown { border, window in
                border.orders.give(order(try await poor(border, window)))
                let over = try #require(await border.screen { $0.encounter == nil && $0.stage.correlation != nil })
                guard case .verdict(let verdict) = over.stage else { throw Fault(.init("test"), "\(over.stage)") }
                #expect(verdict.colour == .red && verdict.doubts == [.incomplete])
                #expect(verdict.steps.map(\.reason) == ["skipped", "skipped"])
            }
        }
    }

    @Test("as the device failed before the next attempt, is searched all the same")
    func failed() async throws {
        try await shown { border, window in
            _ = try await poor(border, window)
            window.shown.send(TicketWindow.failure)
            let red = try #require(await border.screen { $0.encounter?.early != nil || $0.encounter == nil })
            #expect(red.encounter?.early?.matches.map(\.reference) == ["2026/8"], "\(red.stage)")
        }
    }

    @Test("is in the hit that the centre gets, as a finger that nobody knows")
    func queued() async throws {
        try await shown { border, window in
            border.orders.give(.finish(try await poor(border, window)))
            let over = try #require(await border.screen { $0.encounter == nil && $0.stage.correlation != nil })
            guard case .verdict(let verdict) = over.stage else { throw Fault(.init("test"), "\(over.stage)") }
            let item = try #require(verdict.item)
            let sealed = try #require(try OutboxReader(border.state.station.outbox).item(item))
            let hit = try HitMessage(
                decoding: try border.hubKey.open(
                    sealed.bytes, for: .item, authenticating: StationIdentity.context(device: "post-7", item: item)))
            #expect(hit.samples.map(\.facts.position) == [0])
            #expect(hit.samples.map { $0.template.withBytes { Array($0) } } == [[TicketWindow.poor | Self.listed]])
        }
    }
}

extension Border {
    fileprivate func takeAway(from window: TicketWindow) async {
        window.shown.send(nil)
        _ = await screen { !$0.isFingerOn }
    }

    /// Shows a ticket, and takes it away when the verdict is there.
    fileprivate func verdict(of ticket: UInt8, at window: TicketWindow) async throws -> Verdict {
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
