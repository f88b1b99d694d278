import CaseMessages
import Crypto
import Emulators
import Evidence
import Foundation
import Ground
import Identification
import Imaging
import Logging
import Outbox
import Testing

@testable import DeviceIdentity
@testable import Station

@Suite("The station", .timeLimit(.minutes(10)))
struct StationTests {
    @Test("says yellow, never green, while no list is in force")
    func noList() async throws {
        let border = try await Border()
        try await border.open {
            let answer = try await border.present(border.print(1, impression: 2)).answer
            #expect(answer.colour == .yellow)
            #expect(answer.doubts == [.noList])
            #expect(try await border.outbox.status().depth == 0)
        }
    }

    @Test("says red for a listed finger, and keeps the hit for the hub alone until the hub has signed for it")
    func hit() async throws {
        let border = try await Border()
        try await border.publish(adding: [1, 2])
        try await border.open {
            let answer = try await border.present(border.print(1, impression: 2)).answer
            #expect(answer.colour == .red)
            #expect(answer.matches.map(\.reference) == ["2026/1"])
            #expect(answer.matches.first?.instruction == "detain")
            #expect(answer.generations == ["interpol": 1])
            let item = try #require(answer.item)

            let waiting = try OutboxReader(border.state.outbox)
            #expect(try waiting.waiting(limit: 10) == [item])
            let sealed = try #require(try waiting.item(item)).bytes
            let opened = try border.hubKey.open(
                sealed, for: .item, authenticating: StationIdentity.context(device: "post-7", item: item))
            let message = try HitMessage(decoding: opened)
            #expect(message.facts.capture.officer == "officer-7")
            #expect(message.facts.correlation == answer.correlation && message.facts.identifier == item)
            #expect(message.facts.search.candidates.first?.record == "finger1")
            #expect(message.pixels.count == 384 * 290)

            try await collect(receiptFor: item, sealed: sealed, signedBy: Curve25519.Signing.PrivateKey(), at: border)
            #expect(try await border.outbox.status().depth == 1, "a receipt that is not the hub's erases nothing")
            try await collect(receiptFor: item, sealed: sealed, signedBy: border.receiptKey, at: border)
            #expect(try await border.outbox.status().depth == 0)
        }
    }

    /// Leaves a receipt where the link does, and lets the station find it.
    private func collect(
        receiptFor item: UUIDv7, sealed: Data, signedBy key: Curve25519.Signing.PrivateKey, at border: Border
    ) async throws {
        let receipt = try Receipt(
            signing: item, digest: Hex.encode(SHA256.hash(data: sealed)), received: Timestamp(Date()), device: "post-7",
            with: key)
        try DurableFile.write(try WireJSON.encode(ReceiptBundle([receipt])), to: border.state.receipt(item))
        let collector = MailCollector.receipts(
            in: border.state, outbox: border.outbox, identity: border.identity, logger: Logger(label: "test"))
        await collector.collect()
        #expect(collector.finishedFiles().isEmpty)
    }

    @Test("keeps nothing of a finger that is on no list, and never says red")
    func passes() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        try await border.open {
            var green = 0
            for finger in 5...10 {
                let (depth, before) = (try await border.outbox.status().depth, try files(below: border.state.root))
                let answer = try await border.present(border.print(finger, impression: 1)).answer
                #expect(answer.colour != .red)
                #expect(answer.gallerySize == 1)
                guard answer.colour == .green else { continue }
                green += 1
                #expect(answer.matches.isEmpty)
                let (depthAfter, after) = (try await border.outbox.status().depth, try files(below: border.state.root))
                #expect(depthAfter == depth)
                #expect(after == before, "no file has come or grown")
            }
            // A finger on no list may be yellow once in a hundred searches.
            #expect(green >= 5)
        }
    }

    private func files(below folder: URL) throws -> [String: Int] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return try Dictionary(
            // The audit log grows with every search; what it holds is tested below.
            names.filter { !$0.hasPrefix("audit/") }.map { name in
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
            let hit = try await border.present(border.print(1, impression: 2)).answer
            try await border.ledger.veto(hit.correlation, kind: .result, reason: .comparedAndDifferent)
            await #expect(throws: Fault(.init("veto.unknown"), "")) {
                try await border.ledger.veto(UUIDv7(), kind: .result, reason: .other)
            }
            var events: [AuditEvent] = []
            let walk = try AuditVerification.verify(border.state.audit) { events.append($0.event) }
            #expect(walk.broken == nil)
            let searches = events.compactMap { if case .search(let search) = $0 { search } else { nil } }
            let search = try #require(searches.first)
            #expect(searches.count == 1)
            #expect((search.officer, search.purpose, search.result) == ("officer-7", "entry", "\(hit.colour)"))
            #expect(search.correlation == hit.correlation && search.item == hit.item)
            #expect(search.generations == hit.generations && search.quality == hit.quality)
            #expect(
                events.contains { if case .veto(let veto) = $0 { veto.reason == .comparedAndDifferent } else { false } }
            )
            for log in try FileManager.default.contentsOfDirectory(
                at: border.state.audit, includingPropertiesForKeys: nil)
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
            let blank = GrayImage(
                width: 384, height: 290, pixelsPerInch: 512, pixels: [UInt8](repeating: 250, count: 384 * 290))
            let (answer, retries) = try await border.present(blank)
            #expect(retries.count == 2)
            #expect(answer.colour == .yellow)
            #expect(answer.doubts == [.noUsablePrint])
            #expect(answer.attempts == 3)
            #expect(try await border.outbox.status().depth == 0)
        }
    }

    @Test("searches the changed list from the next finger on")
    func change() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        try await border.open {
            #expect(try await border.present(border.print(1, impression: 3)).answer.colour == .red)
            #expect(try await border.present(border.print(6, impression: 2)).answer.colour != .red)
            try await border.publish(adding: [6], removing: [1])
            #expect(try await border.present(border.print(1, impression: 3)).answer.colour != .red)
            let answer = try await border.present(border.print(6, impression: 2)).answer
            #expect(answer.colour == .red)
            #expect(answer.generations == ["interpol": 2])
        }
    }

    @Test("searches the same lists after a restart, before the link has said anything")
    func restart() async throws {
        let border = try await Border()
        try await border.publish(adding: [1, 2])
        border.inForce.replace(with: nil)
        await border.lists.restore()
        #expect(border.inForce.current?.gallery.size == 2)
        #expect(border.inForce.current?.generations == ["interpol": 1])
        try FileManager.default.removeItem(at: border.folder)
    }

    @Test("says that a hit could not be queued, rather than nothing")
    func full() async throws {
        let border = try await Border(outboxItems: 1)
        try await border.publish(adding: [1])
        try await border.open {
            #expect(try await border.present(border.print(1, impression: 2)).answer.item != nil)
            let answer = try await border.present(border.print(1, impression: 3)).answer
            #expect(answer.colour == .red)
            #expect(answer.item == nil)
            #expect(answer.doubts == [.notQueued])
        }
    }

    @Test("serves the next traveller after its reader was unplugged and plugged in again")
    func replug() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        try await border.open {
            let before = try await border.present(border.print(1, impression: 2)).answer
            #expect(before.colour == .red)
            await border.glass.device.unplug()
            await border.glass.device.plug()
            let after = try await border.present(border.print(1, impression: 3)).answer
            #expect(after.colour == .red)
        }
    }
}
