import CaseMessages
import Crypto
import Foundation
import Ground
import Logging
import Testing

@testable import DeviceIdentity
@testable import Station

@Suite("The centre's replies at the station", .timeLimit(.minutes(20)))
struct RepliesTests {
    let folder = FileManager.default.temporaryDirectory.appending(path: "replies-\(UUIDv7())")
    let receiptKey = Curve25519.Signing.PrivateKey()
    let key = OpeningKey()
    let hit = UUIDv7()
    var state: StateDirectory { StateDirectory(folder) }

    var identity: StationIdentity {
        StationIdentity(
            device: "post-7", trustedRoot: Data(), key: key, hub: OpeningKey().sealingKey,
            receiptKey: receiptKey.publicKey, sealedListKeys: [])
    }

    /// A reply as the link leaves it in `messages/`, under a number that the link may choose.
    func bring(_ number: Int, _ status: CaseReply.Status, as name: Int? = nil) throws {
        let reply = CaseReply(number: number, hit: hit, status: status, reference: "C-1", text: "reply \(number)")
        let sealed = try key.sealingKey.seal(
            WipingBytes(try reply.signed(for: "post-7", with: receiptKey)), for: .message)
        let message = SealedReply(number: name ?? number, sealed: Data(sealed), device: "post-7")
        try WireJSON.encode(message).write(to: state.link.message(name ?? number))
    }

    /// A station that starts now.
    func start() -> (screen: Announcer, mail: MailCollector) {
        let announcer = Announcer()
        return (
            announcer,
            .replies(
                in: state.station, identity: identity, announcer: announcer,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        )
    }

    /// The numbers that a station that starts now shows, and how many messages it leaves lying. The officer reads them all.
    func shown(leaving left: Int = 0) async throws -> [Int] {
        let station = start()
        await station.mail.collect()
        #expect(station.mail.finishedFiles().count == left)
        let shown = numbers(station.screen)
        for number in shown { station.screen.announce(.read(number)) }
        await station.mail.collect()
        return shown
    }

    func numbers(_ announcer: Announcer) -> [Int] { announcer.screen.replies.map(\.number).reversed() }

    /// What lies on the disk of replies that nobody has read.
    func kept() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: state.station.unread.path).sorted()
    }

    func inFolder(_ body: () async throws -> Void) async throws {
        try state.prepare()
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body()
    }

    @Test("are shown in the order of their numbers, not of their files' letters")
    func order() async throws {
        try await inFolder {
            for number in [10, 9, 100] { try bring(number, .underReview) }
            #expect(try await shown() == [9, 10, 100])
        }
    }

    @Test("are shown once: an old one that the link brings again, under whatever number, does not undo a newer")
    func replayed() async throws {
        try await inFolder {
            try bring(1, .dismissed)
            try bring(2, .confirmed)
            #expect(try await shown() == [1, 2])
            try bring(1, .dismissed)
            try bring(1, .dismissed, as: 7)
            try bring(2, .confirmed, as: 8)
            #expect(try await shown() == [])
            try bring(3, .dismissed)
            #expect(try await shown() == [3])
        }
    }

    @Test(
        "are kept and said to be a newer centre's when they are of a kind that this version does not know",
        arguments: [
            ("reply", #"{"number": 1, "kind": "recall", "body": "of a newer centre"}"#),
            ("message", #"{"number": 1, "kind": "recall", "version": 1, "body": "AQID"}"#),
            ("message", #"{"number": 1, "kind": "reply", "version": 2, "body": "AQID"}"#),
            ("message", #"{"number": 1, "kind": {"of": "a later form"}}"#),
        ])
    func unknown(purpose: String, json: String) async throws {
        try await inFolder {
            let body = Data(json.utf8)
            let text = Data("ridgeline \(purpose) v1\npost-7\n".utf8) + body
            let sealed = try key.sealingKey.seal(
                WipingBytes(Array(try receiptKey.signature(for: text) + body)), for: .message)
            let message = SealedReply(number: 1, sealed: Data(sealed), device: "post-7")
            try WireJSON.encode(message).write(to: state.link.message(1))
            try bring(2, .confirmed)
            #expect(try await shown(leaving: 1) == [2])
            // After a restart too: it lies there until the software knows it.
            let station = start()
            await station.mail.collect()
            let alarm = try #require(station.screen.screen.alarms.first)
            #expect(alarm.part == .newerMessage && alarm.code == Fault.Code("reply.unknown"))
            #expect(alarm.message.contains("message 1 is of a newer centre"))
            #expect(station.mail.finishedFiles().count == 1)
        }
    }

    @Test("are the same whether the hub writes kinds or a reply alone")
    func kinds() async throws {
        try await inFolder {
            let reply = CaseReply(number: 1, hit: hit, status: .confirmed, reference: "C-1", text: "reply 1")
            let signed = try CentreMessage(reply).signed(for: "post-7", with: receiptKey)
            let sealed = try key.sealingKey.seal(WipingBytes(signed), for: .message)
            let message = SealedReply(number: 1, sealed: Data(sealed), device: "post-7")
            try WireJSON.encode(message).write(to: state.link.message(1))
            try bring(2, .confirmed)
            let station = start()
            await station.mail.collect()
            #expect(station.screen.screen.replies.map(\.text).sorted() == ["reply 1", "reply 2"])
            #expect(station.screen.screen.alarms.isEmpty)
            #expect(numbers(start().screen) == [1, 2])
        }
    }

    @Test("go on when the station cannot read how far it was, or cannot write it")
    func position() async throws {
        try await inFolder {
            try Data("damaged".utf8).write(to: state.station.replies)
            try bring(1, .confirmed)
            #expect(try await shown() == [1])
            let worn = WornPlace(state.station.replies)
            try bring(2, .dismissed)
            try bring(2, .dismissed, as: 3)
            #expect(try await shown() == [2])
            worn.mend()
        }
    }
}
