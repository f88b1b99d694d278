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
import Operations
import Outbox
import Testing

@testable import DeviceIdentity
@testable import Station

@Suite("The station", .timeLimit(.minutes(20)))
struct StationTests {
    @Test("says yellow, never green, while no list is in force")
    func noList() async throws {
        let border = try await Border()
        try await border.open {
            let verdict = try await border.present(border.print(1, impression: 2)).verdict
            #expect(verdict.colour == .yellow)
            #expect(verdict.doubts == [.noList])
            #expect(try await border.outbox.status().depth == 0)
        }
    }

    @Test("says red for a listed finger, and keeps the hit for the hub alone until the hub has signed for it")
    func hit() async throws {
        let border = try await Border()
        try await border.publish(adding: [1, 2])
        try await border.open {
            let verdict = try await border.present(border.print(1, impression: 2)).verdict
            #expect(verdict.colour == .red)
            #expect(verdict.matches.map(\.reference) == ["2026/1"])
            #expect(verdict.matches.first?.instruction == "detain")
            #expect(verdict.generations == ["interpol": 1])
            let item = try #require(verdict.item)

            let waiting = try OutboxReader(border.state.station.outbox)
            #expect(try waiting.waiting(limit: 10) == [item])
            let sealed = try #require(try waiting.item(item)).bytes
            let opened = try border.hubKey.open(
                sealed, for: .item, authenticating: StationIdentity.context(device: "post-7", item: item))
            let message = try HitMessage(decoding: opened)
            #expect(message.facts.capture.officer == "officer-7")
            #expect(message.facts.correlation == verdict.correlation && message.facts.identifier == item)
            #expect(message.facts.search.candidates.first?.record == "finger1")
            let candidate = try #require(message.facts.search.candidates.first)
            let evidence = try #require(candidate.evidence.first)
            #expect(candidate.evidence.count == 1 && evidence.sample == 0 && evidence.kind == "finger")
            #expect(evidence.position == FingerPosition.rightIndex.rawValue && evidence.score > 4)
            #expect(message.facts.progress.isComplete && message.samples.count == 1)
            let probe = message.samples[0].facts
            #expect(probe.kind == "finger" && probe.attempt == 1 && probe.quality == verdict.quality)
            #expect(probe.frame?.width == 384 && probe.frame?.height == 290)
            let said = try #require(probe.picture)
            let expected = try border.glass.delivered(for: border.print(1, impression: 2))
                .window(x: said.left, y: said.top, width: said.width, height: said.height)
            let picture = try ImageFile.read(message.samples[0].picture)
            let isSame = picture.withPixels { one in expected.withPixels { one.elementsEqual($0) } }
            #expect(isSame && said.isEnclosed && message.samples[0].picture.count < 384 * 290)

            try await collect(receiptFor: item, sealed: sealed, signedBy: Curve25519.Signing.PrivateKey(), at: border)
            #expect(try await border.outbox.status().depth == 1, "a receipt that is not the hub's erases nothing")
            try await collect(receiptFor: item, sealed: sealed, signedBy: border.receiptKey, at: border)
            #expect(try await border.outbox.status().depth == 0)
        }
    }

    /// Leaves a receipt where the link does, and lets the station find it.
    func collect(
        receiptFor item: UUIDv7, sealed: Data, signedBy key: Curve25519.Signing.PrivateKey, at border: Border
    ) async throws {
        let receipt = try Receipt(
            signing: item, digest: Hex.encode(SHA256.hash(data: sealed)), received: Timestamp(Date()), device: "post-7",
            with: key)
        try DurableFile.write(try WireJSON.encode(ReceiptBundle([receipt])), to: border.state.link.receipt(item))
        let collector = MailCollector.receipts(
            in: border.state.station, outbox: border.outbox, identity: border.identity, announcer: border.announcer,
            logger: Logger(label: "test"))
        await collector.collect()
        #expect(collector.finishedFiles().isEmpty)
    }

    @Test("says how many more resemble the traveller than are shown, to the officer and to the centre")
    func furtherMatches() async throws {
        // Everybody is a candidate, and one is shown.
        let border = try await Border(
            policy: StationPolicy(
                decision: DecisionPolicy(hit: 1e-4, inconclusive: 1, candidateLimit: 1), searchThreads: 1,
                minimumQuality: 20))
        try await border.publish(adding: [1, 2, 3])
        try await border.open {
            let verdict = try await border.present(border.print(1, impression: 2)).verdict
            #expect(verdict.matches.map(\.candidate.key.record) == ["finger1"] && verdict.furtherMatches == 2)
            let item = try #require(verdict.item)
            let sealed = try #require(try OutboxReader(border.state.station.outbox).item(item)).bytes
            let opened = try border.hubKey.open(
                sealed, for: .item, authenticating: StationIdentity.context(device: "post-7", item: item))
            let message = try HitMessage(decoding: opened)
            #expect(message.facts.search.furtherCandidates == 2)
        }
    }

    @Test("The heartbeat has a deadline from the finger to the answer, and none while nobody comes")
    func heartbeat() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        try await border.open {
            #expect(border.beats.value == 0)
            for traveller in 1...2 {
                let outcome = try await border.present(border.print(1, impression: 2))
                #expect(outcome.retries == [] && border.beats.value == traveller)
            }
            // At rest its clock is not even asked.
            #expect(border.heartbeat.isBeating && border.beats.value == 2)
        }
    }

    @Test("keeps nothing of a finger that is on no list, and never says red")
    func passes() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        try await border.open {
            var green = 0
            for finger in 5...10 {
                let (depth, before) = (try await border.outbox.status().depth, try files(below: border.state.root))
                let verdict = try await border.present(border.print(finger, impression: 1)).verdict
                #expect(verdict.colour != .red)
                #expect(verdict.gallerySize == 1)
                guard verdict.colour == .green else { continue }
                green += 1
                #expect(verdict.matches.isEmpty)
                let (depthAfter, after) = (try await border.outbox.status().depth, try files(below: border.state.root))
                #expect(depthAfter == depth)
                #expect(after == before, "no file has come or grown")
            }
            // A finger on no list may be yellow once in a hundred searches.
            #expect(green >= 5)
        }
    }

    func files(below folder: URL) throws -> [String: Int] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return try Dictionary(
            // The audit log grows with every search; what it holds is tested below.
            names.filter { !$0.hasPrefix("station/audit/") }.map { name in
                let path = folder.appending(path: name).path
                return (name, try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0)
            }
        ) { first, _ in first }
    }

    @Test("accounts for every search and every veto, and the account names no record, no score and no print")
    func evidence() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        try await border.open {
            let hit = try await border.present(border.print(1, impression: 2)).verdict
            try await border.recorder.veto(hit.correlation, kind: .result, reason: .comparedAndDifferent)
            await #expect(throws: Fault(.init("veto.unknown"), "")) {
                try await border.recorder.veto(UUIDv7(), kind: .result, reason: .other)
            }
            var events: [AuditEvent] = []
            var lists = AuditedLists()
            let walk = try AuditVerification.verify(border.state.station.audit) {
                events.append($0.event)
                lists.take($0.event)
            }
            #expect(walk.broken == nil)
            let searches = events.compactMap { if case .search(let search) = $0 { search } else { nil } }
            let search = try #require(searches.first)
            #expect(searches.count == 1)
            #expect((search.officer, search.purpose, search.result) == ("officer-7", "entry", "\(hit.colour)"))
            #expect(search.correlation == hit.correlation && search.item == hit.item)
            #expect(lists.searched(by: search) == hit.generations && search.quality == hit.quality)
            #expect(search.listAge == hit.listAge.map { Int($0) })
            #expect(
                events.contains { if case .veto(let veto) = $0 { veto.reason == .comparedAndDifferent } else { false } }
            )
            for log in try FileManager.default.contentsOfDirectory(
                at: border.state.station.audit, includingPropertiesForKeys: nil)
            {
                let text = try String(contentsOf: log, encoding: .utf8)
                #expect(!text.contains("finger1") && !text.contains("2026/1") && !text.contains("score"))
            }
        }
    }

    @Test("asks three times for a print where there is none, and then says yellow")
    func noPrint() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        try await border.open {
            let (verdict, retries) = try await border.present(border.blank)
            #expect(retries.count == 2)
            #expect(verdict.colour == .yellow)
            #expect(verdict.doubts == [.noUsablePrint])
            #expect(verdict.attempts == 3)
            #expect(try await border.outbox.status().depth == 0)
        }
    }

    @Test("searches the changed list from the next finger on")
    func change() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        try await border.open {
            #expect(try await border.present(border.print(1, impression: 3)).verdict.colour == .red)
            #expect(try await border.present(border.print(6, impression: 2)).verdict.colour != .red)
            try await border.publish(adding: [6], removing: [1])
            #expect(try await border.present(border.print(1, impression: 3)).verdict.colour != .red)
            let verdict = try await border.present(border.print(6, impression: 2)).verdict
            #expect(verdict.colour == .red)
            #expect(verdict.generations == ["interpol": 2])
        }
    }

    @Test("searches the same lists after a restart, before the link has said anything")
    func restart() async throws {
        let border = try await Border()
        try await border.publish(adding: [1, 2])
        border.currentLists.replace(with: nil)
        await border.lists.restore()
        #expect(border.currentLists.newest?.galleries.size == 2)
        #expect(border.currentLists.newest?.generations == ["interpol": 1])
        try FileManager.default.removeItem(at: border.folder)
    }
}
