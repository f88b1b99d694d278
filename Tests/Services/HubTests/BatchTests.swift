import CaseMessages
import Crypto
import DeviceIdentity
import Foundation
import Ground
import Testing

@testable import Hub

@Suite("Batches of items at the hub") struct BatchTests {
    private func entry(_ text: String, _ identifier: UUIDv7 = UUIDv7(), kind: UInt8 = 0) -> ItemBatch.Entry {
        .init(identifier: identifier, kind: kind, bytes: Data(text.utf8))
    }

    private func send(_ entries: [ItemBatch.Entry], as device: EnrolledDevice) async throws -> BatchAnswer {
        let answer = try await device.client.send(.post, "/v1/items", body: ItemBatch(entries).encoded())
        #expect(answer.status == 200)
        return try WireJSON.decode(from: answer.body, limit: BatchAnswer.limit, naming: "the answer")
    }

    @Test("Each item of a batch gets its receipt, the same as alone, and is there once")
    func whole() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let entries = [entry("one"), entry("two", kind: 1), entry("three", kind: 2)]
                let first = try await send(entries, as: device)
                let again = try await send(entries.reversed(), as: device)
                #expect(first.items.map(\.item) == entries.map(\.identifier))
                #expect(first.items.map(\.receipt) == again.items.reversed().map(\.receipt))
                #expect(first.items.allSatisfy { $0.receipt != nil && $0.refusal == nil })
                let alone = try await device.client.upload(Data("one".utf8), as: entries[0].identifier)
                #expect(alone.receipt == first.items[0].receipt)
                #expect(try await running.hub.itemCount() == 3)
            }
        }
    }

    @Test("An item that conflicts or is of no kind is refused alone; the others are receipted")
    func partly() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let taken = UUIDv7()
                _ = try await send([entry("first", taken)], as: device)
                let answer = try await send(
                    [entry("good"), entry("other", taken), entry("odd", kind: 9), entry("also good")], as: device)
                #expect(answer.items.map { $0.receipt != nil } == [true, false, false, true])
                #expect(answer.items.map { $0.refusal != nil } == [false, true, true, false])
                #expect(try await running.hub.itemCount() == 3)
                // Signed, for just these bytes, so that the link can make none up.
                let (own, key) = (device.answer.device, running.hub.receiptKey.publicKey)
                for (index, text) in [(1, "other"), (2, "odd")] {
                    let digest = Hex.encode(SHA256.hash(data: Data(text.utf8)))
                    try #require(answer.items[index].refusal).verify(key: key, device: own, digest: digest)
                }
            }
        }
    }

    @Test("A damaged batch is refused as a whole, and nothing of it is stored")
    func damaged() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let good = ItemBatch([entry("one"), entry("two")]).encoded()
                for body in [Data(), Data("{}".utf8), good.dropLast(), good + [0]] {
                    let answer = try await device.client.send(.post, "/v1/items", body: Data(body))
                    #expect(answer.status == 400 && answer.code == "batch.invalid")
                }
                let long = try await device.client.send(.post, "/v1/items", body: Data(count: ItemBatch.limit + 1))
                #expect(long.status == 413)
                #expect(try await running.hub.itemCount() == 0)
            }
        }
    }
}
