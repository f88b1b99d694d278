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

    @Test("as another attempt was better, is searched all the same: it may be of another finger")
    func outdone() async throws {
        try await shown { border, window in
            _ = try await poor(border, window)
            window.shown.send(2)
            let taken = try #require(await border.screen { $0.encounter?.steps[0].state == .taken })
            #expect(taken.encounter?.steps[0].attempts == 2)
            await border.takeAway(from: window)
            let verdict = try await border.verdict(of: 4, at: window)
            #expect(verdict.colour == .red && verdict.matches.map(\.reference) == ["2026/8"])
            #expect(verdict.steps.map(\.state) == [.taken, .taken], "\(verdict.steps) \(verdict.doubts)")
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
