import CaseMessages
import CommandSupport
import DeviceIdentity
import Foundation
import Ground
import Identification
import Imaging
import LoopbackPorts
import Outbox
import Station
import Testing

@testable import Hub
@testable import ridgeline

@Suite("ridgeline encounter", .timeLimit(.minutes(20)), .serialized)
struct EncounterCommandTests {
    /// A line of `--json`.
    private struct Event: Decodable {
        let stage: Stage
        let encounter: EncounterReport?
    }

    /// What the command says at a running station, and how it ends; pictures are those of ``BorderPost/print(_:impression:)``.
    ///
    /// - Parameter readers: the setting.
    private func ran(
        _ arguments: [String], fingers: [Int], at post: BorderPost, readers: String = "emulated",
        _ body: (String, Int32) throws -> Void
    ) async throws {
        let port = LoopbackPorts.free()
        try await post.running(["RIDGELINED_KIOSK_PORT": "\(port)", "RIDGELINED_READER": readers]) { station in
            _ = try await station.screen { screen in
                screen.lists != nil
                    && (screen.readers?.map(\.report) ?? [screen.reader]).allSatisfy { $0.name == .ready }
            }
            let pictures = try fingers.enumerated().flatMap { place, finger in
                let file = post.folder.appending(path: "finger-\(place).png")
                let picture = BorderPost.print(finger, impression: 2)
                try Data(ImageFile.pngBytes(of: picture.stated(pixelsPerInch: 500))).write(to: file)
                return ["--present", file.path]
            }
            let all = ["encounter", "--state", post.state.root.path, "--port", "\(port)"] + arguments + pictures
            let (output, status) = try await Task.detached { try Self.run(all) }.value
            try body(output, status)
        }
    }

    private static func run(_ arguments: [String]) throws -> (String, Int32) {
        let process = Process()
        process.executableURL = OwnFolder.program("ridgeline")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return (output, process.terminationStatus)
    }

    @Test("brings a listed person to red over a finger shown twice, tells each change, and ends well")
    func red() async throws {
        try await BorderPost.with(listed: 1) { post in
            try await ran(["--plan", "two-index", "--json"], fingers: [1, 1, 2], at: post) { output, status in
                let events = try output.split(separator: "\n").map {
                    try JSONDecoder().decode(Event.self, from: Data($0.utf8))
                }
                #expect(status == 0)
                guard case .verdict(let verdict)? = events.last?.stage else {
                    Issue.record("no verdict: \(output)")
                    return
                }
                #expect(verdict.colour == .red && verdict.plan == "two-index" && verdict.doubts == [])
                #expect(verdict.steps.map(\.state) == [.taken, .taken] && verdict.steps.map(\.attempts) == [1, 2])
                #expect(events.contains { $0.encounter?.early?.colour == .red })
                let again = events.contains { if case .retry(_, .sameFinger) = $0.stage { true } else { false } }
                #expect(again)
            }
            #expect(try OutboxReader(post.state.link.outbox).waiting(limit: 9).isEmpty == false)
        }
    }

    @Test("says in words what to place, what was declared missing, and that nobody was found")
    func words() async throws {
        try await BorderPost.with(listed: 1) { post in
            let arguments = ["--plan", "two-index", "--except", "left-index=XX"]
            try await ran(arguments, fingers: [5], at: post) { output, status in
                #expect(status == 0)
                for line in [
                    "Place the right index finger on the reader (1 of 2).", "✓ GREEN: nobody found",
                    "  left index finger: excepted (XX)",
                ] { #expect(output.split(separator: "\n").contains { $0 == line }, "\(line) is not in \(output)") }
            }
        }
    }

    @Test("goes from reader to reader where the station has two, and says which")
    func severalReaders() async throws {
        try await BorderPost.with(listed: 1) { post in
            try await ran(
                ["--plan", "two-index"], fingers: [1, 2], at: post, readers: "emulated,emulated"
            ) { output, status in
                #expect(status == 0)
                for line in [
                    "Place the right index finger on reader 1 (1 of 2).",
                    "Place the left index finger on reader 2 (2 of 2).",
                    "⯃ RED: stop, and look at the matches",
                ] { #expect(output.split(separator: "\n").contains { $0 == line }, "\(line) is not in \(output)") }
            }
            let outbox = try OutboxReader(post.state.link.outbox)
            let sealed = try outbox.waiting(limit: 9).map { ItemBatch.Entry(try #require(try outbox.item($0))) }
            _ = try await post.hub.receive(ItemBatch(sealed), from: post.device)
            var devices: [UInt8: Set<String>] = [:]
            try await post.hub.forEachHit { hit in
                for sample in hit.message?.samples ?? [] {
                    devices[sample.facts.position, default: []].insert(sample.facts.deviceName)
                }
            }
            #expect(devices == [2: ["05ba:000a:emulated"], 7: ["05ba:000a:emulated-2"]])
        }
    }

    @Test("finishes on what there is when no picture is left, which is never green")
    func incomplete() async throws {
        try await BorderPost.with(listed: 1) { post in
            try await ran(["--plan", "two-index"], fingers: [5], at: post) { output, status in
                #expect(status == 0)
                #expect(output.contains("▲ YELLOW: check by hand\n  doubt: incomplete"), "\(output)")
                #expect(output.contains("  left index finger: missing (skipped)"), "\(output)")
            }
        }
    }

    @Test(
        "is wrong usage, or fails where no station runs",
        arguments: [
            (["--plan", "three"], 2), (["--except", "left-index=ZZ"], 2), (["--except", "left-index"], 2),
            (["--plan", "two-index", "--except", "left-thumb=XX"], 2), (["--finish-after", "0"], 2),
            (["--port", "0"], 2),
            (["--plan", "two-index", "--state", "/nonexistent"], 1),
        ])
    func refused(arguments: [String], status: Int) throws {
        #expect(try Self.run(["encounter"] + arguments).1 == Int32(status))
    }
}
