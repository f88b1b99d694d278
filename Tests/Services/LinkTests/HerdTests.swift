import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Testing
import Watchlist

@testable import Hub
@testable import Link

@Suite("Many devices at once")
struct HerdTests {
    /// SplitMix64: the same devices in every run.
    private struct Chance {
        var state: UInt64
        mutating func next() -> Double {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Double((mixed ^ (mixed >> 31)) >> 11) / Double(1 << 53)
        }
    }

    @Test("After an outage of four hours ten thousand devices come back over ten minutes, not at one moment")
    func outage() {
        var arrivals = [Int](repeating: 0, count: 600)
        for device in 0..<10_000 {
            var chance = Chance(state: UInt64(device))
            var backoff = LinkTaskLoop.backOff(interval: .seconds(60), longestPause: LinkTaskLoop.patient)
            // The hub was lost for all within one interval.
            var time = Duration.seconds(60) * chance.next()
            while time < .seconds(14_400) { time += backoff.step(chance: chance.next()) }
            arrivals[min(599, Int((time - .seconds(14_400)) / .seconds(1)))] += 1
        }
        #expect(arrivals.reduce(0, +) == 10_000)
        // Evenly it would be 17 a second; before they were scattered, 333.
        #expect((arrivals.max() ?? 0) < 60)
        #expect(arrivals[0..<300].reduce(0, +) < 8_000)
    }

    @Test(
        "Health is told at once at first and when the state changes, when lists change within minutes, else each quarter"
    )
    func health() async throws {
        try await withDevice { center, device in
            try await center.serving {
                try await device.connected { tasks in
                    func told() async throws -> HealthReport? {
                        try await tasks.health.round()
                        return try await center.hub.devices().first?.health
                    }
                    #expect(try await told()?.queueDepth == 0)
                    // A hit more is no news: it comes itself.
                    _ = try await device.enqueue("a hit")
                    #expect(try await told()?.queueDepth == 0)
                    device.uptime.advance(.seconds(17 * 60))
                    #expect(try await told()?.queueDepth == 1)

                    try await center.hub.change("interpol", [.remove(id: "nobody")])
                    _ = try await center.hub.publish()
                    try WantedLists(lists: ["interpol": 0]).save(to: device.state.station.wanted)
                    try await tasks.lists.round()
                    #expect(try await told()?.generations == [:])
                    // Chance is 1 here, so this device is the last to tell.
                    device.uptime.advance(.seconds(299))
                    #expect(try await told()?.generations == [:])
                    device.uptime.advance(.seconds(1))
                    #expect(try await told()?.generations == ["interpol": 1])

                    tasks.faults.report(Fault(.init("disk.full"), "make room"), of: .lists)
                    #expect(try await told()?.state == "disk.full")
                }
            }
        }
    }
}
