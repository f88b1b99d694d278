import ArgumentParser
import Fingerprint
import Foundation
import Ground
import TrustedUpdate
import Watchlist

/// `ridgeline bench lists`: how fast a list of many fingers comes into force, and a small change of it.
struct BenchLists: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lists",
        abstract: "Measure a first base and a delta of a thousandth, on this disk.",
        discussion: """
            Publishes a list of synthetic records, one finger each, brings it into force, changes a thousandth of it and
            brings that into force. Beside each figure: what this disk and memory do with the same bytes.

            EXAMPLES
              ridgeline bench lists --fingers 1000000 --folder /var/tmp
            """)

    @Option(help: "Fingers of the list; a million needs about 3 GB of memory while it is published.")
    var fingers = 100_000

    @Option(help: "Minutiae of each finger.")
    var minutiae = 45

    @Option(help: "Where the scratch files lie.", completion: .directory)
    var folder: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let scratch = URL(filePath: folder ?? NSTemporaryDirectory()).appending(path: "ridgeline-bench-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let post = try await ListPost(in: scratch, templateBytes: 12 + 6 * minutiae)

        say("publishing \(fingers) records")
        let base = try await post.publish(0..<fingers, seed: 1)
        let first = try await measured { try await post.update() }
        say("changing \(max(1, fingers / 1000)) of them")
        let changed = Array(stride(from: 0, to: fingers, by: 1000))
        let delta = try await post.publish(changed, seed: 2)
        let second = try await measured { try await post.update() }
        let third = try await measured { _ = try await post.load() }

        let bytes = base.baseBytes ?? 0
        let report = Report(
            fingers: fingers, baseBytes: bytes, base: first,
            baseMegabytesPerSecond: Double(bytes) / 1e6 / first.seconds,
            diskMegabytesPerSecond: try Bandwidth.disk(bytes: max(bytes, 1 << 24), in: scratch),
            memoryMegabytesPerSecond: Bandwidth.memory(bytes: 1 << 28), changedRecords: changed.count,
            changedBytesSealed: try post.sealedBytes(changed), deltaBytes: delta.deltaBytes ?? 0,
            delta: second, readBack: third)
        print(json ? try WireJSON.line(report) : report.text)
    }

    private func say(_ text: String) {
        if !json { StandardError.say(text) }
    }

    /// Seconds by the clock and of the processors, and by how many megabytes the resident memory has grown at its peak.
    private func measured(_ body: () async throws -> Void) async throws -> Measure {
        let before = ResidentMemory.restartPeak()
        let processor = ProcessorTime.seconds
        let time = try await ContinuousClock().measure { try await body() }
        return Measure(
            seconds: time / .seconds(1), processorSeconds: ProcessorTime.seconds - processor,
            extraMegabytes: Double(ResidentMemory.peak() - before) / 1000)
    }
}

extension BenchLists {
    struct Measure: Encodable, CustomStringConvertible {
        let seconds, processorSeconds, extraMegabytes: Double

        var description: String {
            String(
                format: "%.2f s (%.2f s of a processor), %.0f MB extra memory", seconds, processorSeconds,
                extraMegabytes)
        }
    }

    struct Report: Encodable {
        let fingers: Int
        let baseBytes: Int
        let base: Measure
        let baseMegabytesPerSecond, diskMegabytesPerSecond, memoryMegabytesPerSecond: Double
        let changedRecords, changedBytesSealed, deltaBytes: Int
        let delta, readBack: Measure

        var text: String {
            func number(_ value: Double) -> String { String(format: "%.2f", value) }
            return """
                \(fingers) fingers
                base:  \(baseBytes) bytes in force after \(base)
                       \(number(baseMegabytesPerSecond)) MB/s; this disk writes and flushes \
                \(number(diskMegabytesPerSecond)) MB/s, memory copies \(number(memoryMegabytesPerSecond)) MB/s
                delta: \(changedRecords) records, \(deltaBytes) bytes, \
                \(number(Double(deltaBytes) / Double(changedBytesSealed))) of their sealed size, in force after \(delta)
                read back and verified as at a start: \(readBack)
                """
        }
    }
}
