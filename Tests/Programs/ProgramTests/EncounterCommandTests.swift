import CaseMessages
import CommandSupport
import DeviceIdentity
import Encounters
import Fingerprint
import Foundation
import Ground
import Identification
import Imaging
import LoopbackPorts
import Outbox
import Station
import Testing

import enum Station.Stage

@testable import Hub
@testable import ridgeline
@testable import ridgelined

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
        try await running(post, readers: readers) { _, place in
            let pictures = try fingers.enumerated().flatMap { place, finger in
                let file = post.folder.appending(path: "finger-\(place).png")
                let picture = BorderPost.print(finger, impression: 2)
                try Data(ImageFile.pngBytes(of: picture.stated(pixelsPerInch: 500))).write(to: file)
                return ["--present", file.path]
            }
            let ended = try await Self.run(["encounter"] + place + arguments + pictures)
            try body(ended.output, ended.status)
        }
    }

    /// A station whose readers are ready, and the options by which the command finds it.
    private func running(
        _ post: BorderPost, readers: String = "emulated",
        _ body: (StationAssembly.Assembled, [String]) async throws -> Void
    ) async throws {
        let port = LoopbackPorts.free()
        try await post.running(["RIDGELINED_KIOSK_PORT": "\(port)", "RIDGELINED_READER": readers]) { station in
            _ = try await station.screen { screen in
                screen.lists != nil
                    && (screen.readers?.map(\.report) ?? [screen.reader]).allSatisfy { $0.name == .ready }
            }
            try await body(station, ["--state", post.state.root.path, "--port", "\(port)"])
        }
    }

    /// A run of the command, with what it has said until its end.
    private struct Run {
        let process = Process()
        private let output = Pipe()
        private let errors = Pipe()

        init(_ arguments: [String]) throws {
            process.executableURL = OwnFolder.program("ridgeline")
            process.arguments = arguments
            process.standardOutput = output
            process.standardError = errors
            try process.run()
        }

        func end() throws -> (output: String, errors: String, status: Int32) {
            let texts = try [output, errors].map {
                String(decoding: try $0.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            }
            process.waitUntilExit()
            return (texts[0], texts[1], process.terminationStatus)
        }
    }

    private static func run(_ arguments: [String]) async throws -> (output: String, errors: String, status: Int32) {
        try await Task.detached { try Run(arguments).end() }.value
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
        "ends with the verdict although it is there before anything is waited for: every finger is excepted",
        arguments: [
            ["--plan", "two-index"], ["--plan", "two-index", "--finish-after", "3"], ["--plan", "four-fingers"],
            ["--plan", "ten"], ["--plan", "two-index", "--json"],
        ])
    func nothingToTake(arguments: [String]) async throws {
        let excepted = try Plan(arguments[1]).steps.flatMap { step in
            let position = try #require(FingerPosition(rawValue: step.position))
            return ["--except", "\(position.dashed)=XX"]
        }
        try await BorderPost.with(listed: 1) { post in
            try await ran(arguments + excepted, fingers: [], at: post) { output, status in
                #expect(status == 0)
                #expect(output.contains(arguments.contains("--json") ? "\"yellow\"" : "YELLOW"), "\(output)")
            }
        }
    }

    @Test("cancels what it began, and only that, when it is interrupted", arguments: [SIGINT, SIGTERM])
    func interrupted(signal: Int32) async throws {
        try await BorderPost.with(listed: 1) { post in
            try await running(post) { station, place in
                let run = try Run(["encounter", "--plan", "two-index"] + place)
                let begun = try await station.screen { $0.encounter != nil }
                kill(run.process.processIdentifier, signal)
                let ended = try await Task.detached { try run.end() }.value
                #expect(ended.status == 128 + signal)
                #expect(ended.errors.contains("cancelled"), "\(ended.errors)")
                let screen = try await station.screen { $0.encounter == nil }
                #expect(screen.stage.correlation == begun.encounter?.correlation)
                guard case .unfinished(_, .cancelled) = screen.stage else {
                    Issue.record("not cancelled: \(screen.stage)")
                    return
                }
                let none = try await Self.run(["encounter", "--cancel"] + place)
                #expect(none.status == 0 && none.output == "No encounter is under way.\n")
            }
        }
    }

    @Test("names the encounter that is under way, and ends it for whoever began it")
    func underWay() async throws {
        try await BorderPost.with(listed: 1) { post in
            try await running(post) { station, place in
                for (order, words) in [("--finish", "YELLOW: check by hand"), ("--cancel", "No verdict")] {
                    let other = try Run(["encounter", "--plan", "two-index"] + place)
                    _ = try await station.screen { $0.encounter != nil }
                    let refused = try await Self.run(["encounter", "--plan", "two-index"] + place)
                    #expect(refused.status == 1)
                    #expect(refused.errors.contains("[encounter.underWay]"), "\(refused.errors)")
                    #expect(refused.errors.contains("ridgeline encounter --finish, or --cancel"))
                    #expect(!refused.errors.contains("{"), "\(refused.errors)")
                    let ended = try await Self.run(["encounter", order] + place)
                    #expect(ended.status == 0 && ended.output.contains(words), "\(ended)")
                    let theirs = try await Task.detached { try other.end() }.value
                    #expect(theirs.status == (order == "--finish" ? 0 : 1) && theirs.output.contains(words))
                }
            }
        }
    }

    @Test(
        "is wrong usage, or fails where no station runs",
        arguments: [
            (["--plan", "three"], 2), (["--except", "left-index=ZZ"], 2), (["--except", "left-index"], 2),
            (["--plan", "two-index", "--except", "left-thumb=XX"], 2), (["--finish-after", "0"], 2),
            (["--port", "0"], 2), (["--cancel", "--finish"], 2), (["--cancel", "--plan", "two-index"], 2),
            (["--plan", "two-index", "--state", "/nonexistent"], 1),
        ])
    func refused(arguments: [String], status: Int) async throws {
        let ended = try await Self.run(["encounter"] + arguments)
        #expect(ended.status == Int32(status))
        let usage = "Usage: ridgeline encounter [--plan <plan>]"
        #expect(ended.errors.contains(usage) == (status == 2), "\(ended.errors)")
        #expect(ended.errors.contains("See 'ridgeline encounter --help'") == (status == 2), "\(ended.errors)")
    }
}
