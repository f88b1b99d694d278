import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Testing

@testable import Hub

@Suite("Quotas") struct QuotaTests {
    private static let quota = Quota(items: 5, bytes: 10_000)

    @Test(
        "More than a device's share is refused with 429 and an alarm; other devices, repetitions and the next hour go on"
    )
    func items() async throws {
        try await RunningHub.with(quota: Self.quota) { running in
            try await running.withDevice { one in
                let first = UUIDv7()
                let kept = try await one.client.upload(Data("first".utf8), as: first)
                for _ in 0..<4 { #expect(try await one.client.post(Data("x".utf8), as: UUIDv7()).status == 200) }
                for _ in 0..<2 {
                    let refused = try await one.client.post(Data("x".utf8), as: UUIDv7())
                    #expect(refused.status == 429 && refused.code == "hub.quota")
                }
                #expect(try await running.hub.itemCount() == 5)
                #expect(try await one.client.upload(Data("first".utf8), as: first).receipt == kept.receipt)
                try await running.withDevice { (two: EnrolledDevice) async throws in
                    #expect(try await two.client.post(Data("x".utf8), as: UUIDv7()).status == 200)
                }
                let alarm = try #require(try await running.hub.devices().flatMap(\.alarms).first)
                #expect(alarm.kind == .quota && alarm.times == 2)
                running.clock.advance(seconds: 3600)
                #expect(try await one.client.post(Data("x".utf8), as: UUIDv7()).status == 200)
            }
        }
    }

    @Test("Bytes count too, all of a batch or none of it")
    func bytes() async throws {
        try await RunningHub.with(quota: Self.quota) { running in
            try await running.withDevice { device in
                #expect(try await device.client.post(Data(count: 9_000), as: UUIDv7()).status == 200)
                let batch = ItemBatch(
                    [500, 501].map { .init(identifier: UUIDv7(), kind: 0, bytes: Data(count: $0)) })
                let refused = try await device.client.send(.post, "/v1/items", body: batch.encoded())
                #expect(refused.status == 429 && refused.code == "hub.quota")
                #expect(try await running.hub.itemCount() == 1)
                #expect(try await device.client.post(Data(count: 1_000), as: UUIDv7()).status == 200)
            }
        }
    }

    @Test("A device whose items cannot be opened is stopped at two hundred, and goes on when a person has looked")
    func quarantine() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                for _ in 0..<4 {
                    let batch = ItemBatch(
                        (0..<50).map { _ in .init(identifier: UUIDv7(), kind: 0, bytes: Data("garbage".utf8)) })
                    #expect(try await device.client.send(.post, "/v1/items", body: batch.encoded()).status == 200)
                }
                // Opened twice: an item counts once.
                for _ in 0..<2 { try await running.hub.forEachHit { #expect($0.state == .quarantined) } }
                let alarm = try #require(try await running.hub.devices().flatMap(\.alarms).first)
                #expect(alarm.kind == .quarantine && alarm.times == 1)
                let refused = try await device.client.post(Data("x".utf8), as: UUIDv7())
                #expect(refused.status == 429 && refused.code == "hub.quarantined")
                try await running.hub.clearAlarms(of: #require(UUIDv7(device.answer.device)))
                #expect(try await device.client.post(Data("x".utf8), as: UUIDv7()).status == 200)
            }
        }
    }
}
