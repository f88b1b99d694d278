import Capture
import CaseMessages
import Crypto
import DeviceSettings
import Emulators
import Evidence
import Fingerprint
import Foundation
import Ground
import Identification
import Imaging
import Logging
import ManualClock
import Operations
import Outbox
import Testing

@testable import DeviceIdentity
@testable import Station

extension StationTests {
    @Test("says that a hit could not be queued, rather than nothing")
    func full() async throws {
        let border = try await Border(outboxItems: 1)
        try await border.publish(adding: [1])
        try await border.open {
            #expect(try await border.present(border.print(1, impression: 2)).verdict.item != nil)
            let verdict = try await border.present(border.print(1, impression: 3)).verdict
            #expect(verdict.colour == .red)
            #expect(verdict.item == nil)
            #expect(verdict.doubts == [.notQueued])
        }
    }

    @Test("serves the next traveller after its reader was unplugged and plugged in again")
    func replug() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        try await border.open {
            let before = try await border.present(border.print(1, impression: 2)).verdict
            #expect(before.colour == .red)
            await border.glass.device.unplug()
            await border.glass.device.plug()
            let after = try await border.present(border.print(1, impression: 3)).verdict
            #expect(after.colour == .red)
        }
    }

    @Test("keeps the verdict on the screen after the finger has gone, until a person ends it or the next finger comes")
    func stays() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        try await border.open {
            let verdict = try await border.present(border.print(1, impression: 2)).verdict
            #expect(await border.screen { $0.reader.name == .ready }?.stage == .verdict(verdict))
            #expect(border.announcer.screen.stage == .verdict(verdict))
            border.announcer.announce(.ended(verdict.correlation))
            #expect(border.announcer.screen.stage == .idle)
        }
    }

    @Test("searches old lists and says so, or searches none, as the site has decided", arguments: ExpiredLists.allCases)
    func expired(policy expired: ExpiredLists) async throws {
        var policy = StationPolicy(decision: .standard, searchThreads: 1, minimumQuality: 20)
        policy.expired = expired
        let border = try await Border(policy: policy)
        try await border.publish(adding: [1])
        let lists = try #require(border.currentLists.newest)
        border.currentLists.replace(
            with: CurrentLists.Snapshot(
                galleries: lists.galleries, lists: lists.lists, expires: Date() - 60, signed: Date() - 7200
            ) { _ in nil })
        try await border.open {
            let verdict = try await border.present(border.print(1, impression: 2)).verdict
            #expect(verdict.colour == (expired == .search ? .red : .yellow))
            #expect(verdict.doubts == [.staleList])
            #expect(verdict.matches.isEmpty == (expired == .stop))
            #expect(verdict.generations == (expired == .search ? ["interpol": 1] : [:]))
            let age = try #require(verdict.listAge)
            #expect(age >= 7200)
            #expect(try await border.outbox.status().depth == (expired == .search ? 1 : 0))
        }
    }

    @Test("never says green to a print below the site's quality; a listed finger is found all the same")
    func poor() async throws {
        // No print reaches this.
        let border = try await Border(
            policy: StationPolicy(decision: .standard, searchThreads: 1, minimumQuality: 101))
        try await border.publish(adding: [1])
        try await border.open {
            let (nobody, retries) = try await border.present(border.print(6, impression: 1))
            #expect(retries.count == 2)
            #expect(nobody.gallerySize == 1)
            #expect(nobody.colour == .yellow && nobody.doubts == [.noUsablePrint])
            #expect(nobody.item == nil)
            let listed = try await border.present(border.print(1, impression: 2)).verdict
            #expect(listed.colour == .red && listed.doubts == [])
        }
    }

    @Test("says that nobody was searched when the traveller leaves between two attempts")
    func abandoned() async throws {
        let clock = SteppedClock()
        let border = try await Border(clock: clock)
        try await border.publish(adding: [1])
        try await border.open {
            let asked = try await border.askedAgain()
            let lifted = try #require(await border.screen { !$0.isFingerOn })
            #expect(lifted.stage == asked.stage, "lifting is seen while the finger is waited for")
            clock.pass(StationPolicy.patience)
            let left = try #require(await border.screen { if case .unfinished = $0.stage { true } else { false } })
            guard case .unfinished(_, .travellerLeft) = left.stage else { throw Fault(.init("test"), "\(left.stage)") }
            #expect(left.stage.correlation == asked.stage.correlation)
            // The next traveller is served.
            #expect(try await border.present(border.print(1, impression: 2)).verdict.colour == .red)
        }
    }

    @Test("does not wait for ever for the glass to be free between two attempts, and takes nothing before it is")
    func glassOccupied() async throws {
        let clock = SteppedClock()
        let border = try await Border(clock: clock)
        try await border.publish(adding: [1])
        try await border.open {
            try await border.glass.present(border.blank)
            _ = await border.screen { if case .retry = $0.stage { true } else { false } }
            clock.pass(StationPolicy.patience)
            let left = try #require(await border.screen { if case .unfinished = $0.stage { true } else { false } })
            guard case .unfinished(_, .glassOccupied) = left.stage else { throw Fault(.init("test"), "\(left.stage)") }
            #expect(left.isFingerOn && left.encounter == nil)
            await border.glass.lift()
            _ = try #require(await border.screen { !$0.isFingerOn })
            #expect(try await border.present(border.print(1, impression: 2)).verdict.colour == .red)
        }
    }

    @Test("says that nobody was searched when the reader fails under the finger")
    func failed() async throws {
        let border = try await Border()
        try await border.open {
            try await border.glass.present(border.blank)
            _ = await border.screen { if case .retry = $0.stage { true } else { false } }
            await border.glass.device.unplug()
            let failed = await border.screen { if case .unfinished = $0.stage { true } else { false } }
            guard case .unfinished(_, let cause)? = failed?.stage else { return }
            #expect(cause == .readerFailed)
        }
    }
}
