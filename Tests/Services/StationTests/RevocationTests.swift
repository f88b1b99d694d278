import CaseMessages
import CollectingLog
import Crypto
import DeviceIdentity
import Encounters
import Fingerprint
import Foundation
import Ground
import Identification
import Logging
import Outbox
import Testing
import Watchlist

@testable import Station

@Suite("A station that the centre has revoked", .timeLimit(.minutes(20)))
struct RevocationTests {
    private func leave(_ notice: RevocationNotice, at border: Border) throws {
        try DurableFile.write(try WireJSON.encode(notice), to: border.state.link.incomingRevocation)
    }

    @Test("searches nobody any more, says so, keeps no list and no key of one, and after a restart too")
    func shutOut() async throws {
        let border = try await Border()
        let ring = ListKeyRing(identity: border.identity, state: border.state.station)
        let keeper = try border.keeper(keyRing: ring)
        await keeper.restore()
        try await border.publish(adding: [1], takenUp: false)
        await keeper.update()
        try await border.open {
            #expect(try await border.present(border.print(1, impression: 2)).verdict.colour == .red)
            let depth = try await border.outbox.status().depth
            let since = Timestamp(milliseconds: 1_900_000_000_000)
            try leave(RevocationNotice(device: "post-7", revoked: since, signedBy: border.receiptKey), at: border)
            await keeper.look()
            #expect(border.announcer.screen.revoked == since && border.announcer.screen.lists == nil)
            let verdict = try await border.present(border.print(1, impression: 2)).verdict
            #expect(verdict.colour == .yellow && verdict.doubts == [.revoked, .noList] && verdict.item == nil)
            #expect(try await border.outbox.status().depth == depth)
            #expect(try ring.keys().isEmpty)
            let lists = border.state.station.lists
            #expect(try FileManager.default.contentsOfDirectory(atPath: lists.path).isEmpty)
            // What the link brings afterwards changes nothing.
            try await border.publish(adding: [2], takenUp: false)
            await keeper.look()
            #expect(border.currentLists.newest == nil)
            // The notice of the link is gone with a reset of its folder; the station's own word stays.
            try DurableFile.remove(border.state.link.incomingRevocation)
            let again = try border.keeper(keyRing: ListKeyRing(identity: border.identity, state: border.state.station))
            await again.restore()
            await again.look()
            #expect(border.currentLists.isShutOut && border.currentLists.newest == nil)
        }
    }

    @Test("in the midst of an encounter gives no green by the lists of before")
    func amidst() async throws {
        let window = TicketWindow(kind: .finger)
        let policy = StationPolicy(decision: .standard, searchThreads: 1, minimumQuality: 20, plan: Plan(.twoIndex))
        let border = try await Border(policy: policy, sources: [window], modalities: [Tickets(kind: .finger)])
        let listed = WatchlistRecord(
            id: "a", notice: .red, reference: "2026/9",
            parts: [RecordPart(finger: .rightIndex, template: WipingBytes([1]))])
        try await border.publisher.publish("interpol", [.put(listed)], now: Date())
        await border.lists.update()
        try await border.open {
            window.shown.send(2)
            _ = try #require(await border.screen { $0.encounter?.steps[0].state == .taken })
            border.currentLists.shutOut()
            await border.takeAway(from: window)
            let verdict = try await border.verdict(of: 4, at: window)
            #expect(
                verdict.colour == .yellow && verdict.doubts == [.revoked] && verdict.matches.isEmpty,
                "\(verdict.doubts)")
        }
    }

    @Test("goes on searching when the word is not the hub's, is for another device, or is damaged, and says so once")
    func forged() async throws {
        let border = try await Border()
        let keeper = try border.keeper(keyRing: ListKeyRing(identity: border.identity, state: border.state.station))
        await keeper.restore()
        try await border.publish(adding: [1], takenUp: false)
        await keeper.update()
        let now = Timestamp(Date())
        let genuine = try WireJSON.encode(
            RevocationNotice(device: "post-7", revoked: now, signedBy: border.receiptKey))
        let later = try JSONEncoder().encode(Timestamp(now.date + 1))
        let notices = [
            try WireJSON.encode(
                RevocationNotice(device: "post-7", revoked: now, signedBy: Curve25519.Signing.PrivateKey())),
            try WireJSON.encode(RevocationNotice(device: "post-8", revoked: now, signedBy: border.receiptKey)),
            Data(
                String(decoding: genuine, as: UTF8.self).replacing(
                    String(decoding: try JSONEncoder().encode(now), as: UTF8.self),
                    with: String(decoding: later, as: UTF8.self)
                ).utf8),
            Data("{}".utf8), Data(), Data(repeating: 0x20, count: 5000),
        ]
        for (number, notice) in notices.enumerated() {
            try DurableFile.write(notice, to: border.state.link.incomingRevocation)
            for _ in 0..<3 { await keeper.look() }
            #expect(!border.currentLists.isShutOut && border.currentLists.newest?.generations == ["interpol": 1])
            // A line a minute of each code, however often the link brings another.
            let codes = number < 3 ? 1 : number < 5 ? 2 : 3
            #expect(border.log.messages.count { $0.contains("revocation refused") } == codes)
            #expect(border.announcer.screen.revoked == nil)
        }
    }

    @Test(
        "whose word of it is damaged does not take itself for one that is not: an alarm and a doubt, until it is looked into",
        arguments: ["", "{}", "another's"])
    func damagedWord(content: String) async throws {
        let border = try await Border()
        let word = border.state.station.revocation
        if content == "another's" {
            let notice = try RevocationNotice(
                device: "post-8", revoked: Timestamp(Date()), signedBy: border.receiptKey)
            try WireJSON.encode(notice).write(to: word)
        } else {
            try Data(content.utf8).write(to: word)
        }
        let ring = ListKeyRing(identity: border.identity, state: border.state.station)
        _ = try ring.keys()
        // Over restarts, too.
        for _ in 0..<2 {
            #expect(ring.revoked == nil)
            let alarms = SetAside.alarms(in: border.state.station)
            #expect(alarms.map(\.part) == [.damagedRevocation])
            #expect(alarms.allSatisfy { $0.part.isSetAside })
        }
        // The centre's word, brought again, counts.
        let since = Timestamp(milliseconds: 1_900_000_000_000)
        try leave(RevocationNotice(device: "post-7", revoked: since, signedBy: border.receiptKey), at: border)
        #expect(try ring.takeRevocation() == since && ring.revoked == since)
    }
}
