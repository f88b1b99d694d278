import Fingerprint
import Foundation
import Ground
import Testing
import Watchlist

/// How many fingers to measure with; nothing is measured where it is not set.
private let fingers = ProcessInfo.processInfo.environment["RIDGELINE_MEASURE_FINGERS"].flatMap { Int($0) }

@Suite(
    "Measured",
    .enabled(if: fingers != nil, "takes minutes unoptimised: set RIDGELINE_MEASURE_FINGERS=100000, build for release"))
struct MeasurementTests {
    @Test("a delta of a thousandth is about as long as its records, sealed")
    func delta() async throws {
        let fingers = try #require(fingers)
        let world = try await World()
        var random = SystemRandomNumberGenerator()
        func person(_ number: Int) -> WatchlistRecord {
            WatchlistRecord(
                id: "person-\(1_000_000 + number)", notice: .red, reference: "2026/\(number)",
                fingers: [.rightIndex, .leftIndex].map { position in
                    ListedFinger(
                        position: position,
                        template: WipingBytes((0..<400).map { _ in UInt8.random(in: .min ... .max, using: &random) }))
                })
        }
        let clock = ContinuousClock()
        let people = fingers / 2
        var published = try await world.publisher.publish(
            "interpol", (0..<people).map { .put(person($0)) }, now: World.start)
        let base = try #require(published.baseBytes)
        let baseTime = try await clock.measure {
            _ = try await world.station().update(from: world.published, now: World.start)
        }
        let changed = (0..<max(1, people / 1000)).map { person($0 * 1000) }
        let recordBytes = changed.reduce(0) { sum, record in
            sum + record.id.utf8.count + record.fingers.reduce(0) { $0 + $1.template.count }
        }
        let publishTime = try await clock.measure {
            published = try await world.publisher.publish("interpol", changed.map { .put($0) }, now: World.start)
        }
        let delta = try #require(published.deltaBytes)
        let before = peakMemory()
        let deltaTime = try await clock.measure {
            _ = try await world.station().update(from: world.published, now: World.start)
        }
        print(
            "\(fingers) fingers: base \(base) bytes, in force after \(baseTime); \(changed.count) records changed: "
                + "delta \(delta) bytes for \(recordBytes) bytes of records, published in \(publishTime), in force after "
                + "\(deltaTime), peak memory grew by \(peakMemory() - before) kB")
        // The records' other fields, the header and the seals.
        #expect(Double(delta) < 1.15 * Double(recordBytes) + 1024)
    }

    /// Kilobytes, as Linux tells in /proc/self/status.
    private func peakMemory() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }
}
