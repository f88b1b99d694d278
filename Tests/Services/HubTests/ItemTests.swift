import CaseMessages
import Crypto
import DeviceIdentity
import Foundation
import Ground
import Hub
import Testing

@Suite("Items") struct ItemTests {
    private struct Answer: Decodable {
        struct Item: Decodable { let receipt: Receipt }
        struct Receipt: Decodable {
            let item: String
            let digest: String
            let received: String
            let signature: Data
        }
        let items: [Item]
    }

    @Test("A receipt is signed over device, item, digest and time, as the protocol says")
    func receipt() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let item = UUIDv7()
                let answer = try await device.client.post(Data("sealed".utf8), as: item)
                let items = try JSONDecoder().decode(Answer.self, from: answer.body).items
                let receipt = try #require(items.first).receipt
                // printf sealed | sha256sum
                let digest = "c9d0036bed6744bcdf692fc980d8717d7e5f5a4f4e8266b4a84982602fb1cd09"
                let text = "ridgeline receipt v1\n\(device.answer.device)\n\(item)\n\(digest)\n\(receipt.received)\n"
                let key = try Curve25519.Signing.PublicKey(rawRepresentation: device.answer.receiptKey)
                #expect(answer.status == 200)
                #expect(receipt.item == item.description && receipt.digest == digest)
                #expect(receipt.received == running.clock.now.description)
                #expect(key.isValidSignature(receipt.signature, for: Data(text.utf8)))
            }
        }
    }

    @Test("An upload repeated any number of times, later and at once, is one item with one receipt")
    func exactlyOnce() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let (item, body) = (UUIDv7(), Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0) }))
                let answers = try await withThrowingTaskGroup(of: HubClient.Answer.self) { group in
                    let client = device.client
                    for _ in 0..<12 { group.addTask { try await client.post(body, as: item) } }
                    return try await group.reduce(into: [HubClient.Answer]()) { $0.append($1) }
                }
                running.clock.advance(seconds: 60)
                let later = try await device.client.post(body, as: item)
                #expect(answers.allSatisfy { $0.status == 200 })
                #expect(Set((answers + [later]).map(\.body)).count == 1)
                #expect(try await running.hub.itemCount() == 1)
            }
        }
    }

    @Test("The same identifier with another body or kind is a conflict, and nothing is stored")
    func conflict() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let item = UUIDv7()
                let first = try await device.client.upload(Data("one".utf8), as: item)
                for outcome in [
                    try await device.client.upload(Data("two".utf8), as: item),
                    try await device.client.upload(Data("one".utf8), as: item, kind: 2),
                ] {
                    #expect(outcome.receipt == nil && outcome.refusal?.reason.contains("another content") == true)
                }
                let again = try await device.client.upload(Data("one".utf8), as: item)
                #expect(again.receipt == first.receipt && first.receipt != nil)
                #expect(try await running.hub.itemCount() == 1)
            }
        }
    }

    @Test("Two devices may use the same identifier: each has its own item")
    func twoDevices() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { one in
                try await running.withDevice { (two: EnrolledDevice) async throws in
                    let item = UUIDv7()
                    #expect(try await one.client.upload(Data("one".utf8), as: item).receipt != nil)
                    #expect(try await two.client.upload(Data("two".utf8), as: item).receipt != nil)
                    #expect(try await running.hub.itemCount() == 2)
                }
            }
        }
    }

    @Test("An item without a proper name or kind, or too large, is refused and not stored")
    func malformed() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let item = UUIDv7()
                // A UUID of version 4, and none: 6ba7b810-9dad-41d1-80b4-00c04fd430c8.
                let version4: [UInt8] = [
                    0x6B, 0xA7, 0xB8, 0x10, 0x9D, 0xAD, 0x41, 0xD1, 0x80, 0xB4, 0, 0xC0, 0x4F, 0xD4, 0x30, 0xC8,
                ]
                for name in [version4, Array(repeating: 0, count: 16)] {
                    let body = Data(Array("RLIB".utf8) + [1] + name + [0, 0, 0, 0, 1, 0x78])
                    let answer = try await device.client.send(.post, "/v1/items", body: body)
                    #expect(answer.status == 400 && answer.code == "batch.invalid")
                }
                for kind: UInt8 in [4, 5, 255] {
                    let outcome = try await device.client.upload(Data("x".utf8), as: item, kind: kind)
                    #expect(outcome.receipt == nil && outcome.refusal != nil)
                }
                let tooLarge = try await device.client.upload(Data(count: 1_048_577), as: item)
                #expect(tooLarge.receipt == nil && tooLarge.refusal?.reason.contains("1048576 bytes") == true)
                let largest = try await device.client.upload(Data(count: 1_048_576), as: item)
                #expect(largest.receipt != nil)
                #expect(try await running.hub.itemCount() == 1)
            }
        }
    }
}
