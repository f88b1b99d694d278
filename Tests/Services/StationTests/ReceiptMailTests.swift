import CaseMessages
import CollectingLog
import Crypto
import Foundation
import Ground
import ManualClock
import Outbox
import Testing

@testable import DeviceIdentity
@testable import Station

@Suite("What the hub says of items, as the link brings it", .timeLimit(.minutes(20)))
struct ReceiptMailTests {
    /// A post with its collector of receipts; the test plays the link.
    private struct Post {
        let border: Border
        let log = CollectingLog()
        let clock = ManualClock()
        let mail: MailCollector

        init() async throws {
            border = try await Border()
            mail = MailCollector.receipts(
                in: border.state.station, outbox: border.outbox, identity: border.identity,
                announcer: border.announcer, logger: log.logger, clock: clock)
        }

        var refused: [UUIDv7] { border.announcer.screen.refused.map(\.item) }

        func enqueue(_ text: String) async throws -> SealedItem {
            let item = SealedItem(
                identifier: UUIDv7(), kind: .hit, created: Timestamp(milliseconds: 0), bytes: Data(text.utf8))
            try await border.outbox.enqueue(item)
            return item
        }

        func leave(_ receipts: [Receipt] = [], _ refusals: [ItemRefusal] = []) async throws {
            try DurableFile.write(
                try WireJSON.encode(ReceiptBundle(receipts, refusals: refusals)),
                to: border.state.link.receipt(UUIDv7()))
            await mail.collect()
        }

        func refusal(
            _ item: SealedItem, _ reason: String = "taken", of bytes: Data? = nil,
            by key: Curve25519.Signing.PrivateKey? = nil
        ) throws -> ItemRefusal {
            try ItemRefusal(
                signing: item.identifier, digest: Hex.encode(SHA256.hash(data: bytes ?? item.bytes)), reason: reason,
                refused: Timestamp(milliseconds: 0), device: "post-7", with: key ?? border.receiptKey)
        }

        func receipt(_ item: SealedItem, by key: Curve25519.Signing.PrivateKey) throws -> Receipt {
            try Receipt(
                signing: item.identifier, digest: Hex.encode(SHA256.hash(data: item.bytes)),
                received: Timestamp(milliseconds: 0), device: "post-7", with: key)
        }
    }

    @Test("A hit that the centre does not take is shown, with its words, until it does")
    func refused() async throws {
        let post = try await Post()
        let item = try await post.enqueue("a hit")
        for _ in 0..<2 {
            try await post.leave([], [try post.refusal(item, "other bytes\u{1B}[2J are here")])
            #expect(post.refused == [item.identifier])
        }
        #expect(post.border.announcer.screen.refused.first?.reason.contains("\u{1B}") == false)
        #expect(post.log.messages == ["the centre refuses a hit"])
        try await post.leave([try post.receipt(item, by: post.border.receiptKey)])
        #expect(post.refused == [])
        for number in 0..<20 { try await post.leave([], [try post.refusal(try await post.enqueue("hit \(number)"))]) }
        #expect(post.refused.count == Screen.mostRefused)
    }

    @Test("A refusal that the link has made up reaches nobody: of another key, of other bytes, of no hit that is here")
    func forged() async throws {
        let post = try await Post()
        let item = try await post.enqueue("a hit")
        let gone = SealedItem(
            identifier: UUIDv7(), kind: .hit, created: Timestamp(milliseconds: 0), bytes: Data("gone".utf8))
        try await post.leave(
            [],
            [
                try post.refusal(item, by: Curve25519.Signing.PrivateKey()),
                try post.refusal(item, of: Data("other".utf8)), try post.refusal(gone),
            ])
        #expect(post.refused == [])
        #expect(post.log.messages == ["receipt refused"])
    }

    @Test("However many receipts, refusals and files the link makes up, the journal has a line a minute of each code")
    func flood() async throws {
        let post = try await Post()
        let (item, key) = (try await post.enqueue("a hit"), Curve25519.Signing.PrivateKey())
        let (receipt, refusal) = (try post.receipt(item, by: key), try post.refusal(item, by: key))
        func flood() async throws {
            for _ in 0..<5 {
                for number in 0..<40 {
                    let file = post.border.state.station.receipts.appending(path: "x\(number).json")
                    try Data("{}".utf8).write(to: file)
                }
                try await post.leave(Array(repeating: receipt, count: 200), Array(repeating: refusal, count: 64))
            }
        }
        try await flood()
        #expect(post.log.messages.sorted() == ["mail refused", "receipt refused", "receipt refused"])
        post.clock.move(by: .seconds(60))
        try await flood()
        #expect(post.log.messages.count == 6)
        #expect(post.log.whole.contains { $0.contains("1000") }, "\(post.log.whole)")
        #expect(try await post.border.outbox.status().depth == 1)
    }
}
