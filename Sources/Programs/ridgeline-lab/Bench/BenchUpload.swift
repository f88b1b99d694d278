import ArgumentParser
import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Logging
import Outbox
import ServiceLifecycle
import Station

/// `ridgeline bench upload`: plays the station of a provisioned device, without a reader: queues hits, takes receipts.
struct BenchUpload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upload",
        abstract: "Queue made-up hits in a device's outbox and measure how fast they drain.",
        discussion: """
            The device must be provisioned, its link running, its station not. Each hit that is durably queued is noted
            in the file of --acknowledged, one identifier a line: scripts/test-kills compares them with what the hub
            holds. Killed and started again it goes on.

            EXAMPLES
              ridgeline bench upload --state device --items 10000
              ridgeline bench upload --state device --items 500 --per-second 50 --acknowledged queued.txt
            """)

    @Option(help: "The state directory of a provisioned device.", completion: .directory)
    var state: String

    @Option(help: "Hits to queue.")
    var items = 10_000

    @Option(help: "Bytes of each hit before sealing, about.")
    var bytes = 4096

    @Option(help: "Queue at most so many a second; 0 for as many as the disk takes.")
    var perSecond = 0

    @Option(help: "Where each hit is noted once it is durable.")
    var acknowledged: String?

    @Flag(help: "Stop when all are queued; do not wait for receipts.")
    var queueOnly = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let directory = StateDirectory(URL(filePath: state))
        let identity = try StationIdentity.load(directory)
        let outbox = try Outbox(directory.station.outbox)
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let collector = MailCollector.receipts(
            in: directory.station, outbox: outbox, identity: identity, announcer: Announcer(), logger: logger)
        let mail = Task { try await collector.run() }
        defer { mail.cancel() }

        let clock = ContinuousClock()
        let start = clock.now
        let notes = try acknowledged.map(Notes.init)
        for number in 0..<items {
            let identifier = try await queue(number, in: outbox, as: identity)
            try notes?.add(identifier)
            if perSecond > 0 {
                try await clock.sleep(until: start + .seconds(1) * number / perSecond)
            } else if number % 32 == 0 {
                await Task.yield()
            }
        }
        let queued = clock.now
        while !queueOnly, try await outbox.status().depth > 0 { try await Task.sleep(for: .milliseconds(100)) }
        let report = Report(
            items: items, bytes: bytes, queueingSeconds: (queued - start) / .seconds(1),
            drainingSeconds: (clock.now - queued) / .seconds(1), totalSeconds: (clock.now - start) / .seconds(1))
        print(json ? try WireJSON.line(report) : report.text)
    }

    private func queue(_ number: Int, in outbox: Outbox, as identity: StationIdentity) async throws(Fault) -> UUIDv7 {
        let identifier = UUIDv7()
        let facts = HitFacts(
            identifier: identifier, correlation: UUIDv7(), time: Timestamp(Date()),
            capture: .init(device: identity.device, officer: "bench", purpose: "measurement"),
            search: .init(generations: [:], result: .yellow, candidates: []))
        let frame = HitSample.Frame(width: 64, height: max(1, bytes / 64), pixelsPerInch: 500)
        let pixels = WipingBytes(count: frame.width * frame.height) { pixels in
            for index in pixels.indices { pixels[index] = UInt8(truncatingIfNeeded: index &* (number | 1)) }
        }
        let sample = HitSample(
            facts: HitSample.Facts(
                kind: "finger", quality: 0, deviceName: "none", deviceModel: "bench", time: facts.time,
                templateFormat: .ridgeline1, frame: frame),
            picture: pixels, template: WipingBytes([UInt8]()))
        let hit = try HitMessage(facts: facts, samples: [sample])
        let sealed = try identity.seal(hit.encoded(), item: identifier)
        try await outbox.enqueue(
            SealedItem(identifier: identifier, kind: .hit, created: facts.time, bytes: Data(sealed)))
        return identifier
    }

    /// One identifier a line, handed to the system at once: it outlives this process.
    private struct Notes {
        let handle: FileHandle

        init(_ path: String) throws {
            if !FileManager.default.fileExists(atPath: path) {
                _ = FileManager.default.createFile(atPath: path, contents: nil)
            }
            handle = try FileHandle(forWritingTo: URL(filePath: path))
            try handle.seekToEnd()
        }

        func add(_ identifier: UUIDv7) throws { try handle.write(contentsOf: Data("\(identifier)\n".utf8)) }
    }

    private struct Report: Encodable {
        let items, bytes: Int
        let queueingSeconds, drainingSeconds, totalSeconds: Double

        var text: String {
            func rate(_ seconds: Double) -> String { String(format: "%.0f", Double(items) / max(seconds, 0.001)) }
            return """
                \(items) hits of \(bytes) bytes: queued in \(queueingSeconds) s (\(rate(queueingSeconds)) per second), \
                the last receipt after \(totalSeconds) s (\(rate(totalSeconds)) per second from the first to be queued)
                """
        }
    }
}
