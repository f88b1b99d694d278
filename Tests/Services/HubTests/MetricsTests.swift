import CaseMessages
import Foundation
import Ground
import MetricsTestKit
import Testing

@testable import Hub

@Suite("What the hub counts")
struct MetricsTests {
    private let kept = TestMetrics()

    private func total(_ label: String, _ dimensions: [(String, String)] = []) -> Int64 {
        kept.counterTotal(label: label, dimensions: dimensions)
    }

    @Test("Requests by route and status, items by what became of them, health, refusals by code")
    func whole() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            var hub = try await RunningHub.create(at: folder, clock)
            hub.metrics = HubMetrics(factory: kept)
            try await RunningHub.serve(hub, clock) { running in
                try await running.withDevice { device in
                    let (item, body) = (UUIDv7(), Data("sealed".utf8))
                    for _ in 0..<2 { _ = try await device.client.upload(body, as: item) }
                    _ = try await device.client.upload(Data("others".utf8), as: item)
                    _ = try await device.client.upload(body, as: UUIDv7(), kind: 99)
                    let health = Data(
                        #"{"software": "1.0", "generations": {}, "queueDepth": 0, "state": "ready"}"#.utf8)
                    #expect(try await device.client.send(.post, "/v1/health", body: health).status == 204)
                    #expect(try await device.client.send(.get, "/v1/metadata/timestamp.json").status == 200)
                    #expect(try await device.client.send(.get, "/v1/messages?after=x").status == 400)
                }
                // A path that a stranger invents is no name of a number.
                #expect(try await running.stranger.send(.get, "/v1/\(UUIDv7())").status == 404)
            }
        }
        let (items, requests) = ("ridgeline_hub_items_total", "ridgeline_hub_requests_total")
        #expect(total(items, [("kind", "hit"), ("outcome", "kept")]) == 1)
        #expect(total(items, [("kind", "hit"), ("outcome", "again")]) == 1)
        #expect(total(items, [("kind", "hit"), ("outcome", "refused")]) == 1)
        #expect(total(items, [("kind", "unknown"), ("outcome", "refused")]) == 1)
        #expect(total("ridgeline_hub_item_bytes_total") == 6)
        #expect(total("ridgeline_hub_health_reports_total", [("audit", "good")]) == 1)
        #expect(total("ridgeline_hub_refusals_total", [("code", "hub.after")]) == 1)
        #expect(total("ridgeline_hub_refusals_total", [("code", "hub.path")]) == 1)
        #expect(total(requests, [("route", "/v1/items"), ("status", "200")]) == 4)
        #expect(total(requests, [("route", "/v1/messages"), ("status", "400")]) == 1)
        #expect(total(requests, [("route", "FileMiddleware"), ("status", "200")]) == 1)
        #expect(total(requests, [("route", "/v1/enrol"), ("status", "200")]) == 1)
        #expect(total(requests, [("route", "NotFound"), ("status", "404")]) == 1)
        #expect(try kept.expectTimer("ridgeline_hub_request_seconds", [("route", "/v1/items")]).values.count == 4)
    }
}
