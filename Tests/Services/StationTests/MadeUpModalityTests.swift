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
            let hits = try messages(in: border)
            #expect(hits.map(\.facts.progress.isComplete) == [false, true] && hits.map(\.samples.count) == [1, 0])
            #expect(hits[1].facts.progress.supplements == hits[0].facts.identifier)
            #expect(hits[1].facts.progress.missing.map(\.reason) == ["skipped"])
        }
    }

    @Test("is closed at the centre after a power cut, which hears what is missing, once")
    func interrupted() async throws {
        try await shown { border, window, _ in
            await border.openHit.sendInterrupted()
            let hits = try messages(in: border)
            #expect(hits.map(\.facts.progress.isComplete) == [false, true] && hits.map(\.samples.count) == [1, 0])
            #expect(hits[1].facts.progress.missing.map(\.reason) == ["interrupted"])
            await border.openHit.sendInterrupted()
            #expect(try await border.outbox.status().depth == 2)
        }
    }

    @Test("leaves nothing to be said after it has ended")
    func ended() async throws {
        try await shown { border, window, _ in
            _ = try await border.verdict(of: 4, at: window)
            await border.openHit.sendInterrupted()
            #expect(try messages(in: border).map(\.facts.progress.isComplete) == [false, true])
        }
    }

    /// What waits for the centre, as it will open it.
    private func messages(in border: Border) throws -> [HitMessage] {
        let reader = try OutboxReader(border.state.station.outbox)
        return try reader.waiting(limit: 100).map { identifier in
            let item = try #require(try reader.item(identifier))
            let context = StationIdentity.context(device: "post-7", item: identifier)
            return try HitMessage(decoding: border.hubKey.open(item.bytes, for: .item, authenticating: context))
        }
    }
}
