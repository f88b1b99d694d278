import Foundation
import Ground
import Logging
import Synchronization
import Testing
import TrustedUpdate

@testable import Hub

@Suite("The lists' root of trust, while the hub runs for years", .timeLimit(.minutes(20))) struct RootUpkeepTests {
    private static let day: TimeInterval = 86_400

    @Test(
        "is renewed at half of its time: devices that follow and one that slept for six years believe what is published"
    )
    func years() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await RunningHub.create(at: folder, clock)
            let (first, root) = (try await hub.rootEnds(), try await hub.publisher.trustedRoot())
            let source = DirectorySource(hub.folder.repository)
            let follower = try TrustedClient(
                stateDirectory: folder.appending(path: "follower"), source: source, trustedRoot: root)
            let upkeep = try Self.upkeep(hub, Words())
            var ends = first
            for _ in 0..<72 {
                clock.advance(seconds: 30 * Int64(Self.day))
                await upkeep.round()
                let seen = try await follower.refresh(now: clock.now.date)
                ends = try await hub.rootEnds()
                #expect(Timestamp(seen.rootExpires) == ends)
                #expect(ends.date.timeIntervalSince(clock.now.date) > 334 * Self.day)
            }
            #expect(ends.date.timeIntervalSince(first.date) > 5 * 365 * Self.day)
            let sleeper = try TrustedClient(
                stateDirectory: folder.appending(path: "sleeper"), source: source, trustedRoot: root)
            #expect(Timestamp(try await sleeper.refresh(now: clock.now.date).rootExpires) == ends)
        }
    }

    @Test("whose keys are in a safe is warned of 90 days before its end, and renewed once they are back")
    func keysInSafe() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await RunningHub.create(at: folder, clock)
            let first = try await hub.rootEnds()
            let (keys, safe) = (folder.appending(path: "keys/repository"), folder.appending(path: "safe"))
            func move(from: URL, to: URL) throws {
                try FileManager.default.createDirectory(at: to, withIntermediateDirectories: true)
                for name in try FileManager.default.contentsOfDirectory(atPath: from.path) where name.contains("root") {
                    try FileManager.default.moveItem(at: from.appending(path: name), to: to.appending(path: name))
                }
            }
            try move(from: keys, to: safe)
            #expect(try !FileManager.default.contentsOfDirectory(atPath: safe.path).isEmpty)
            let words = Words()
            let upkeep = try Self.upkeep(hub, words)
            func page() async throws -> String {
                InventoryPage(
                    title: "centre", devices: [], now: clock.now, rootEnds: try await hub.rootEnds(),
                    besideOthers: try hub.safeKeys.besideOthers
                ).html
            }
            // Half of the time is over, and then all but 89 days.
            for (days, isLoud) in [(639, false), (2, true)] {
                clock.advance(seconds: Int64(days) * Int64(Self.day))
                await upkeep.round()
                #expect(words.loud.contains { $0.hasPrefix("the root of trust is not renewed") } == isLoud)
                #expect(try await page().contains("bring its keys from the safe") == isLoud)
            }
            #expect(try await hub.rootEnds() == first)
            try move(from: safe, to: keys)
            await upkeep.round()
            #expect(try await hub.rootEnds().date > first.date)
            #expect(try await !page().contains("bring its keys from the safe"))
        }
    }

    @Test(
        "What devices would refuse of the published metadata is said at once, and not when somebody publishes",
        arguments: ["timestamp.json", "1.snapshot.json", "1.targets.json"], ["altered", "emptied", "gone", "folder"])
    func damaged(name: String, what: String) async throws {
        try await RunningHub.inFolder { folder in
            let hub = try await RunningHub.create(at: folder, TestClock())
            let words = Words()
            let upkeep = try Self.upkeep(hub, words)
            func isSaid() async -> Bool {
                await upkeep.round()
                return words.loud.contains { $0.hasPrefix("devices would not believe what is published") }
            }
            #expect(await !isSaid())
            let file = hub.folder.repository.appending(path: "metadata/\(name)")
            let text = try String(contentsOf: file, encoding: .utf8)
            switch what {
            case "altered": try Data(text.replacing("x-issued", with: "x-issuer").utf8).write(to: file)
            case "emptied": try Data().write(to: file)
            default:
                try FileManager.default.removeItem(at: file)
                guard what == "folder" else { break }
                try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
            }
            #expect(await isSaid())
        }
    }

    private static func upkeep(_ hub: Hub, _ words: Words) throws -> Upkeep {
        Upkeep(
            hub: hub,
            certificate: try ServerCertificate(
                folder: hub.folder.keys, names: ["localhost"], now: hub.now().date),
            pause: .seconds(3600), logger: Logger(label: "hub") { _ in words.handler })
    }
}

/// What a logger was told at level error or above.
final class Words: Sendable {
    private let said = Mutex<[String]>([])

    var loud: [String] { said.withLock { $0 } }
    var handler: any LogHandler { Handler(words: self) }

    private struct Handler: LogHandler {
        let words: Words
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.error
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { words.said.withLock { $0.append("\(event.message)") } }
    }
}
