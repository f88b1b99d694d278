import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Testing

@testable import Hub

@Suite("Health") struct HealthTests {
    @Test("What a device says of itself is in the inventory, with the time")
    func health() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let body = Data(
                    """
                    {"software": "1.0", "generations": {"interpol": 7}, "queueDepth": 3,
                     "oldestItem": "2026-01-31T23:59:59.123Z", "state": "ready"}
                    """.utf8)
                let answer = try await device.client.send(.post, "/v1/health", body: body)
                #expect(answer.status == 204 && answer.body.isEmpty)
                let known = try #require(try await running.hub.devices().first)
                #expect(known.lastSeen == running.clock.now)
                #expect(known.health?.generations == ["interpol": 7])
                #expect(known.health?.oldestItem?.description == "2026-01-31T23:59:59.123Z")
            }
        }
    }

    @Test("A load balancer, without any certificate, is told whether the hub and its database answer")
    func status() async throws {
        try await RunningHub.with { running in
            let answer = try await running.stranger.send(.get, "/v1/status")
            #expect(answer.status == 200 && answer.body.range(of: Data(#""state":"ready""#.utf8)) != nil)
            let head = try await running.stranger.send(.head, "/v1/status")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.headers["content-length"] == "\(answer.body.count)")
            #expect(try await running.stranger.send(.head, "/v1/enrol").status == 404)
        }
    }

    @Test(
        "What is no report is refused",
        arguments: [
            ("", 400), ("{}", 400), ("[]", 400), (String(repeating: "[", count: 4000), 400),
            (String(repeating: " ", count: 4097), 413),
        ])
    func malformed(body: String, status: Int) async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let answer = try await device.client.send(.post, "/v1/health", body: Data(body.utf8))
                #expect(answer.status == UInt(status))
                #expect(try await running.hub.devices().first?.health == nil)
            }
        }
    }
}
