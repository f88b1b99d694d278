import Crypto
import DeviceIdentity
import Foundation
import Ground
import Hub
import Testing

@Suite("Items") struct ItemTests {
    private struct Receipt: Codable {
        let item: String
        let digest: String
        let received: String
        let signature: Data
    }

    @Test("A receipt is signed over device, item, digest and time, as the protocol says")
    func receipt() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let (item, body) = (UUIDv7().description, Data("sealed".utf8))
                let answer = try await device.client.put(body, as: item)
                let receipt = try JSONDecoder().decode(Receipt.self, from: answer.body)
                // printf sealed | sha256sum
                let digest = "c9d0036bed6744bcdf692fc980d8717d7e5f5a4f4e8266b4a84982602fb1cd09"
                let text = "ridgeline receipt v1\n\(device.answer.device)\n\(item)\n\(digest)\n\(receipt.received)\n"
                let key = try Curve25519.Signing.PublicKey(rawRepresentation: device.answer.receiptKey)
                #expect(answer.status == 200)
                #expect(receipt.item == item && receipt.digest == digest)
                #expect(receipt.received == running.clock.now.description)
                #expect(key.isValidSignature(receipt.signature, for: Data(text.utf8)))
            }
        }
    }

    @Test("An upload repeated any number of times, later and at once, is one item with one receipt")
    func exactlyOnce() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let (item, body) = (UUIDv7().description, Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0) }))
                let answers = try await withThrowingTaskGroup(of: HubClient.Answer.self) { group in
                    let client = device.client
                    for _ in 0..<12 { group.addTask { try await client.put(body, as: item) } }
                    return try await group.reduce(into: [HubClient.Answer]()) { $0.append($1) }
                }
                running.clock.advance(seconds: 60)
                let later = try await device.client.put(body, as: item)
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
                let item = UUIDv7().description
                let first = try await device.client.put(Data("one".utf8), as: item)
                for answer in [
                    try await device.client.put(Data("two".utf8), as: item),
                    try await device.client.put(Data("one".utf8), as: item, kind: "health"),
                ] {
                    #expect(answer.status == 409 && answer.code == "hub.conflict")
                }
                let again = try await device.client.put(Data("one".utf8), as: item)
                #expect(again.body == first.body)
                #expect(try await running.hub.itemCount() == 1)
            }
        }
    }

    @Test("Two devices may use the same identifier: each has its own item")
    func twoDevices() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { one in
                try await running.withDevice { (two: EnrolledDevice) async throws in
                    let item = UUIDv7().description
                    #expect(try await one.client.put(Data("one".utf8), as: item).status == 200)
                    #expect(try await two.client.put(Data("two".utf8), as: item).status == 200)
                    #expect(try await running.hub.itemCount() == 2)
                }
            }
        }
    }

    @Test("An item without a proper name or kind, or too large, is refused and not stored")
    func malformed() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let (item, body) = (UUIDv7().description, Data("x".utf8))
                let version4 = "6ba7b810-9dad-41d1-80b4-00c04fd430c8"
                for name in ["x", version4, item.uppercased(), "%2e%2e", item + "0"] {
                    let answer = try await device.client.put(body, as: name)
                    #expect(answer.status == 400 && answer.code == "hub.identifier")
                }
                for kind in [nil, "", "HIT", "other"] {
                    let answer = try await device.client.put(body, as: item, kind: kind)
                    #expect(answer.status == 400 && answer.code == "hub.kind")
                }
                let tooLarge = try await device.client.put(Data(count: 1_048_577), as: item)
                #expect(tooLarge.status == 413 && tooLarge.code == "hub.body.tooLarge")
                let largest = try await device.client.put(Data(count: 1_048_576), as: item)
                #expect(largest.status == 200)
                #expect(try await running.hub.itemCount() == 1)
            }
        }
    }
}
