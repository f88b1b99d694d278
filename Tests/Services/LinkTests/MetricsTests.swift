import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Logging
import MetricsTestKit
import Operations
import Synchronization
import Testing
import Watchlist

@testable import Hub
@testable import Link

@Suite("What the link counts")
struct MetricsTests {
    private let kept = TestMetrics()

    private func total(_ label: String, _ dimensions: [(String, String)] = []) -> Int64 {
        kept.counterTotal(label: label, dimensions: dimensions)
    }

    @Test("Rounds of each task, how they ended, and how long they took")
    func rounds() async throws {
        let uptime = Device.Uptime()
        let time = LinkTime(now: { Date() }, uptime: { uptime.now }, sleep: { _ in }, chance: { 1 })
        let faults = OngoingFaults(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let loop = LinkTaskLoop(
            task: .uploads, interval: .seconds(1), time: time, faults: faults, metrics: LinkMetrics(factory: kept))
        let round = Atomic(0)
        _ = await loop.run(until: { () async throws(Fault) in
            uptime.advance(.milliseconds(40))
            switch round.add(1, ordering: .relaxed).newValue {
            case 1: return false
            case 2: throw Fault(.init("hub.unreachable"), "nobody is there")
            default: return true
            }
        })
        #expect(total("ridgeline_link_rounds_total", [("task", "uploads"), ("outcome", "done")]) == 1)
        #expect(total("ridgeline_link_rounds_total", [("task", "uploads"), ("outcome", "fault")]) == 1)
        #expect(total("ridgeline_link_faults_total", [("task", "uploads"), ("code", "hub.unreachable")]) == 1)
        let times = try kept.expectTimer("ridgeline_link_round_seconds", [("task", "uploads")])
        #expect(times.values == [40_000_000, 40_000_000])
    }

    @Test("Items and bytes that go up, receipts and list files that come down")
    func wire() async throws {
        try await withDevice { center, device in
            try await center.serving {
                let items = [try await device.enqueue("a hit"), try await device.enqueue("a message", .message)]
                try await center.hub.change("interpol", [.remove(id: "nobody")])
                _ = try await center.hub.publish()
                try WantedLists(lists: ["interpol": 0]).save(to: device.state.station.wanted)
                try await device.connected(metrics: LinkMetrics(factory: kept)) { tasks in
                    try await tasks.uploader.round()
                    try await tasks.lists.round()
                    try await tasks.lists.round()
                }
                #expect(total("ridgeline_link_uploaded_items_total") == 2)
                #expect(
                    total("ridgeline_link_uploaded_bytes_total") == Int64(items.reduce(0) { $0 + $1.bytes.count }))
                #expect(total("ridgeline_link_receipts_total") == 2)
                #expect(total("ridgeline_link_held_items_total") == 0)
                #expect(total("ridgeline_link_fetched_files_total") == 1)
                let files = try FileManager.default.subpathsOfDirectory(atPath: device.state.link.incomingTargets.path)
                let bytes = try files.filter { $0.hasSuffix(".rll") }.reduce(0) {
                    try $0 + Data(contentsOf: device.state.link.incomingTargets.appending(path: $1)).count
                }
                #expect(bytes > 0 && total("ridgeline_link_fetched_bytes_total") == Int64(bytes))
            }
        }
    }
}
