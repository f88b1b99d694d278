import ArgumentParser
import CaseMessages
import Foundation
import Ground
import Outbox

/// `ridgeline bench outbox`: how many items a second survive a power cut on this disk.
struct BenchOutbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "Measure durable enqueues per second, beside what the disk itself can flush.",
        discussion: """
            Each enqueue is on the disk before it counts. One writer pays one flush for each; several at once share
            them. Beside them: how often this disk flushes the same bytes appended to a plain file.

            EXAMPLES
              ridgeline bench outbox --folder /var/tmp
              ridgeline bench outbox --bytes 140000 --writers 8 --json
            """)

    @Option(help: "Items of each measurement.")
    var items = 1000

    @Option(help: "Sealed bytes of an item; an uncompressed print has about 140000.")
    var bytes = 4096

    @Option(help: "Writers at once, in the second measurement.")
    var writers = 16

    @Option(help: "Where the scratch files lie; must be on a disk.", completion: .directory)
    var folder: String?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard items > 0, bytes > 0, bytes <= SealedItem.limit, writers > 0 else {
            throw ValidationError("items, bytes and writers are at least 1, bytes at most \(SealedItem.limit)")
        }
    }

    func run() async throws {
        let scratch = URL(filePath: folder ?? NSTemporaryDirectory()).appending(path: "ridgeline-bench-\(UUIDv7())")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let flushes = try Self.flushes(items, of: bytes, in: scratch)
        let alone = try await enqueues(by: 1, in: scratch.appending(path: "alone.sqlite"))
        let together = try await enqueues(by: writers, in: scratch.appending(path: "together.sqlite"))
        let report = Report(
            items: items, bytes: bytes, writers: writers, flushesPerSecond: flushes, onePerSecond: alone,
            togetherPerSecond: together)
        print(json ? try WireJSON.line(report) : report.text)
    }

    /// Enqueues per second by so many tasks at once.
    private func enqueues(by writers: Int, in file: URL) async throws -> Double {
        let outbox = try Outbox(file, limits: OutboxLimits(bytes: .max, items: .max))
        let payload = Data((0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        let time = try await ContinuousClock().measure {
            try await withThrowingTaskGroup { group in
                for writer in 0..<writers {
                    group.addTask { [items] in
                        for _ in stride(from: writer, to: items, by: writers) {
                            try await outbox.enqueue(
                                SealedItem(
                                    identifier: UUIDv7(), kind: .hit, created: Timestamp(Date()), bytes: payload))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        return Double(items) / (time / .seconds(1))
    }

    /// How often per second the disk takes so many bytes at the end of a file and flushes them.
    static func flushes(_ count: Int, of bytes: Int, in folder: URL) throws(Fault) -> Double {
        let file = folder.appending(path: "flushes")
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Fault(.diskWrite, "cannot create \(file.path); give another folder") }
        defer { close(descriptor) }
        let block = [UInt8](repeating: 7, count: bytes)
        var isWhole = true
        let time = ContinuousClock().measure {
            for _ in 0..<count where isWhole {
                isWhole = write(descriptor, block, bytes) == bytes && fdatasync(descriptor) == 0
            }
        }
        guard isWhole else { throw Fault(.diskWrite, "cannot flush \(file.path); free space on its disk") }
        return Double(count) / (time / .seconds(1))
    }
}

extension BenchOutbox {
    struct Report: Encodable {
        let items, bytes, writers: Int
        let flushesPerSecond, onePerSecond, togetherPerSecond: Double

        var text: String {
            func number(_ value: Double) -> String { String(format: "%.0f", value) }
            func share(_ value: Double) -> String { String(format: "%.2f", value / flushesPerSecond) }
            return """
                \(items) items of \(bytes) bytes
                this disk flushes:  \(number(flushesPerSecond)) appends per second
                one writer:         \(number(onePerSecond)) enqueues per second, \(share(onePerSecond)) per flush of the disk
                \(writers) writers at once: \(number(togetherPerSecond)) enqueues per second, \
                \(share(togetherPerSecond)) per flush of the disk
                """
        }
    }
}
