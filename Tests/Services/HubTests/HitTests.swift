import CaseMessages
import Crypto
import DeviceIdentity
import Foundation
import Ground
import Testing

@testable import Hub

@Suite("Hits and replies") struct HitTests {
    struct Messages: Decodable {
        struct Message: Decodable {
            let number: Int
            let sealed: Data
            let device: String
        }
        let messages: [Message]
    }

    static let itemInfo = Data("ridgeline item v1".utf8)
    static let messageInfo = Data("ridgeline message v1".utf8)

    /// A hit sealed as the protocol says, with nothing of the project's own sealing.
    func sealed(
        _ item: UUIDv7, from device: EnrolledDevice, saying name: String? = nil, sealedAs: UUIDv7? = nil
    ) throws -> Data {
        let facts = HitFacts(
            identifier: item, correlation: UUIDv7(), time: Timestamp(milliseconds: 0),
            capture: .init(device: name ?? device.answer.device, officer: "officer", purpose: "entry"),
            search: .init(
                generations: ["interpol": 1], result: .red,
                candidates: [
                    .init(list: "interpol", record: "anna", score: 6, falsePositiveRate: 1e-4, evidence: [])
                ]))
        let sample = HitSample.Facts(
            kind: "finger", position: 2, quality: 70, deviceName: "reader", deviceModel: "model", time: facts.time,
            templateFormat: TemplateFormat(rawValue: "test"), frame: .init(width: 2, height: 2, pixelsPerInch: 500))
        let hit = try HitMessage(
            facts: facts,
            samples: [HitSample(facts: sample, picture: WipingBytes([1, 2, 3, 4]), template: WipingBytes([5]))])
        var sender = try HPKE.Sender(
            recipientKey: Curve25519.KeyAgreement.PublicKey(rawRepresentation: device.answer.hubSealingKey),
            ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Self.itemInfo)
        let name = Data("\(device.answer.device)/\(sealedAs ?? item)".utf8)
        let body = try sender.seal(hit.encoded().withBytes { Data($0) }, authenticating: name)
        return sender.encapsulatedKey + body
    }

    func hits(_ hub: Hub) async throws -> [ReceivedHit] {
        var hits: [ReceivedHit] = []
        try await hub.forEachHit { hits.append($0) }
        return hits
    }

    func messages(_ device: EnrolledDevice, after: Int) async throws -> [Messages.Message] {
        let answer = try await device.client.send(.get, "/v1/messages?after=\(after)")
        return try JSONDecoder().decode(Messages.self, from: answer.body).messages
    }

    func opened(_ message: Messages.Message, by device: EnrolledDevice) throws -> CaseReply {
        var recipient = try HPKE.Recipient(
            privateKey: device.asking.station, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Self.messageInfo,
            encapsulatedKey: message.sealed.prefix(32))
        let signed = try recipient.open(message.sealed.dropFirst(32))
        let key = try Curve25519.Signing.PublicKey(rawRepresentation: device.answer.receiptKey)
        let text = Data("ridgeline reply v1\n\(device.answer.device)\n".utf8) + signed.dropFirst(64)
        #expect(key.isValidSignature(signed.prefix(64), for: text))
        return try JSONDecoder().decode(CaseReply.self, from: Data(signed.dropFirst(64)))
    }

    @Test("Hits of two devices with one identifier are two cases: each is opened, judged and answered for itself")
    func sameIdentifier() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { one in
                try await running.withDevice { two in
                    let item = UUIDv7()
                    for device in [one, two] {
                        _ = try await device.client.upload(sealed(item, from: device), as: item)
                    }
                    let cases = try await hits(running.hub)
                    #expect(cases.map(\.state) == [.opened, .opened])
                    #expect(cases.map { "\($0.device)" } == [one.answer.device, two.answer.device])
                    try await running.hub.reply(to: try #require(cases.last?.reference), .confirmed)
                    #expect(try await hits(running.hub).map(\.state) == [.opened, .confirmed])
                    for (device, expected) in [(one, [.underReview]), (two, [.underReview, .confirmed])]
                        as [(EnrolledDevice, [CaseReply.Status])]
                    {
                        let replies = try await messages(device, after: 0).map { try opened($0, by: device) }
                        #expect(replies.map(\.status) == expected && replies.allSatisfy { $0.hit == item })
                    }
                }
            }
        }
    }

    @Test("A hit is opened, and its station gets one sealed and signed reply, however often the hub looks")
    func reply() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let items = [UUIDv7(), UUIDv7()]
                for item in items {
                    let outcome = try await device.client.upload(sealed(item, from: device), as: item)
                    #expect(outcome.receipt != nil)
                }
                let before = try await messages(device, after: 0)
                #expect(before.isEmpty)
                for _ in 0..<2 {
                    let hits = try await hits(running.hub)
                    #expect(hits.map(\.identifier) == items && hits.map(\.state) == [.opened, .opened])
                    #expect(hits[0].message?.samples.first?.picture.withBytes(Array.init) == [1, 2, 3, 4])
                    #expect(hits[0].message?.facts.search.candidates.first?.record == "anna")
                }
                let replies = try await messages(device, after: 0)
                let first = Int(running.clock.now.milliseconds)
                #expect(replies.map(\.number) == [first, first + 1] && replies[0].device == device.answer.device)
                let rest = try await messages(device, after: first)
                #expect(rest.map(\.number) == [first + 1])

                let reply = try opened(replies[0], by: device)
                #expect(reply.number == first && reply.hit == items[0] && reply.reference == "C-000001")
            }
        }
    }

    @Test("A device that has said it reads messages of kinds gets them, and one that has not gets the reply alone")
    func kinds() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let health = Data(
                    #"{"software": "1.0", "generations": {}, "queueDepth": 0, "state": "ready", "messageKinds": ["reply/1"]}"#
                        .utf8)
                #expect(try await device.client.send(.post, "/v1/health", body: health).status == 204)
                let item = UUIDv7()
                _ = try await device.client.upload(sealed(item, from: device), as: item)
                _ = try await hits(running.hub)
                let message = try #require(try await messages(device, after: 0).first)
                var recipient = try HPKE.Recipient(
                    privateKey: device.asking.station, ciphersuite: .Curve25519_SHA256_ChachaPoly,
                    info: Self.messageInfo, encapsulatedKey: message.sealed.prefix(32))
                let signed = try recipient.open(message.sealed.dropFirst(32))
                let key = try Curve25519.Signing.PublicKey(rawRepresentation: device.answer.receiptKey)
                let read = try CentreMessage(
                    verifying: Array(signed), device: device.answer.device, key: key)
                #expect(read.kind == "reply" && read.version == 1 && read.number == message.number)
                #expect(try read.reply()?.hit == item)
                let text = Data("ridgeline message v1\n\(device.answer.device)\n".utf8) + signed.dropFirst(64)
                #expect(key.isValidSignature(signed.prefix(64), for: text))
            }
        }
    }

    @Test("What cannot be opened is receipted, kept, quarantined with the reason, and not answered")
    func quarantine() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let items = (0..<4).map { _ in UUIDv7() }
                let bodies = [
                    Data(), Data((0..<100).map { UInt8($0) }),
                    try sealed(items[2], from: device, sealedAs: UUIDv7()),
                    try sealed(items[3], from: device, saying: "another device"),
                ]
                for (item, body) in zip(items, bodies) {
                    let outcome = try await device.client.upload(body, as: item)
                    #expect(outcome.receipt != nil)
                }
                let found = try await hits(running.hub)
                #expect(found.map(\.identifier) == items)
                #expect(found.allSatisfy { $0.state == .quarantined && $0.message == nil })
                #expect(
                    found.map(\.problem?.code.rawValue) == ["seal.broken", "seal.broken", "seal.broken", "hit.invalid"])
                let replies = try await messages(device, after: 0)
                #expect(replies.isEmpty)
            }
        }
    }
}
