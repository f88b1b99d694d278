import DeviceIdentity
import Foundation
import Ground
import Logging
import LoopbackPorts
import ServiceLifecycle
import Testing
import Watchlist

@testable import Hub

/// Every part of a hub's folder, every way in which it can be lost, and where that is said first: by whoever opens the hub, by
/// `serve`, or by `alarms` and each hour's look.
@Suite(
    "What of a hub is lost, and where it is said", .timeLimit(.minutes(20)), .enabled(if: TestDatabase.server == nil))
struct LostPartTests {
    enum Damage: CaseIterable { case gone, empty, flipped, another }

    struct Loss: Sendable, CustomTestStringConvertible {
        /// `*` stands for the newest number.
        let part: String
        let damage: Damage
        /// Where it is said, and the code; nil where it is harmless.
        let said: String?

        init(_ part: String, _ damage: Damage, _ said: String?) {
            (self.part, self.damage, self.said) = (part, damage, said)
        }
        var testDescription: String { "\(part) \(damage): \(said ?? "nothing")" }
    }

    static let losses: [Loss] = [
        Loss("hub.json", .gone, "open hub.missing"), Loss("hub.json", .empty, "open hub.lost"),
        Loss("hub.json", .flipped, "open hub.lost"),
        Loss("hub.sqlite", .gone, "open hub.lost"), Loss("hub.sqlite", .empty, "open hub.lost"),
        Loss("hub.sqlite", .another, "open hub.database.other"),
        Loss("keys/receipt.key", .gone, "open hub.lost"), Loss("keys/receipt.key", .empty, "open hub.key"),
        Loss("keys/receipt.key", .flipped, "open hub.database.other"),
        Loss("keys/receipt.key", .another, "open hub.database.other"),
        Loss("keys/sealing.key", .gone, "open hub.lost"), Loss("keys/sealing.key", .empty, "open key.invalid"),
        Loss("keys/sealing.key", .flipped, "open hub.database.other"),
        Loss("keys/sealing.key", .another, "open hub.database.other"),
        Loss("keys", .gone, "open hub.lost"), Loss("keys", .another, "open hub.database.other"),
        Loss("keys/authority.crt", .gone, "serve hub.lost"),
        Loss("keys/authority.crt", .empty, "serve hub.certificate"),
        Loss("keys/authority.crt", .another, "serve hub.certificate"),
        Loss("keys/authority.key", .gone, "serve hub.lost"), Loss("keys/authority.key", .empty, "serve hub.key"),
        Loss("keys/authority.key", .another, "serve hub.certificate"),
        Loss("keys/authority-next.crt", .gone, "serve hub.lost"),
        Loss("keys/authority-next.crt", .empty, "serve hub.certificate"),
        Loss("keys/authority-next.crt", .another, "serve hub.lost"),
        Loss("keys/authority-past.crt", .gone, "serve hub.lost"),
        Loss("keys/authority-past.crt", .empty, "serve hub.certificate"),
        Loss("keys/authority-past.crt", .another, "serve hub.lost"),
        Loss("keys/tls.key", .gone, nil), Loss("keys/tls.crt", .gone, nil),
        Loss("ports.json", .gone, "serve hub.lost"), Loss("ports.json", .empty, "serve json.invalid"),
        Loss("repository", .gone, "alarm trust.missing"), Loss("repository", .another, "alarm trust.key"),
        Loss("repository/metadata", .gone, "alarm trust.missing"),
        Loss("repository/metadata/1.root.json", .gone, "alarm trust.missing"),
        Loss("repository/metadata/1.root.json", .empty, "alarm trust.malformed"),
        Loss("repository/metadata/timestamp.json", .gone, "alarm trust.missing"),
        Loss("repository/metadata/timestamp.json", .empty, "alarm trust.malformed"),
        Loss("repository/metadata/timestamp.json", .another, "alarm trust.signature"),
        Loss("repository/metadata/*.snapshot.json", .gone, "alarm trust.missing"),
        Loss("repository/metadata/*.targets.json", .gone, "alarm trust.missing"),
        Loss("repository/metadata/*.targets.json", .flipped, "alarm trust.mismatch"),
        Loss("repository/metadata/*.nat.json", .gone, "alarm trust.role"),
        Loss("repository/metadata/*.nat.json", .flipped, "alarm trust.role"),
        Loss("repository/targets", .gone, "alarm hub.list.file"),
        Loss("repository/targets/lists/nat/*.base-1.rll", .gone, "alarm hub.list.file"),
        Loss("repository/targets/lists/nat/*.base-1.rll", .empty, "alarm hub.list.file"),
        Loss("repository/targets/lists/nat/*.base-1.rll", .flipped, "alarm hub.list.file"),
        Loss("keys/repository", .gone, "alarm trust.key"), Loss("keys/repository", .another, "alarm trust.key"),
        Loss("keys/repository/timestamp-*.key", .gone, "alarm trust.key"),
        Loss("keys/repository/timestamp-*.key", .empty, "alarm trust.key"),
        Loss("keys/repository/timestamp-*.key", .flipped, "alarm trust.key"),
        Loss("keys/repository/nat-*.key", .gone, "alarm trust.key"),
        Loss("keys/lists", .gone, "alarm hub.list.key"), Loss("keys/lists", .another, "alarm hub.list.key"),
        Loss("keys/lists/nat.key", .gone, "alarm hub.list.key"),
        Loss("keys/lists/nat.key", .empty, "alarm hub.list.key"),
        Loss("keys/lists/nat.key", .flipped, "alarm hub.list.key"),
        Loss("lists", .gone, nil), Loss("lists", .another, nil),
    ]

    /// A hub with two lists, that has served a device, and whose authority has shifted.
    private func make(_ folder: URL, _ clock: TestClock) async throws {
        let hub = try await RunningHub.create(at: folder, clock)
        for list in ["nat", "wg"] { try await hub.change(list, [.remove(id: "nobody")]) }
        _ = try await hub.publish()
        try await RunningHub.serve(hub, clock) { running in try await running.withDevice { _ in } }
        try await hub.shiftAuthority()
        try await RunningHub.serve(hub, clock) { _ in }
    }

    private func place(_ part: String, in folder: URL) throws -> URL? {
        let file = folder.appending(path: part)
        let pieces = file.lastPathComponent.components(separatedBy: "*")
        guard pieces.count == 2 else { return file }
        let above = file.deletingLastPathComponent()
        return try FileManager.default.contentsOfDirectory(atPath: above.path)
            .filter { $0.hasPrefix(pieces[0]) && $0.hasSuffix(pieces[1]) }
            .max { $0.compare($1, options: .numeric) == .orderedAscending }.map { above.appending(path: $0) }
    }

    private func spoil(_ loss: Loss, _ folder: URL, another: URL) throws {
        let file = try #require(try place(loss.part, in: folder))
        switch loss.damage {
        case .gone: try FileManager.default.removeItem(at: file)
        case .empty: try Data().write(to: file)
        case .flipped:
            var bytes = try Data(contentsOf: file)
            // Of a key in hexadecimal another digit, of JSON no JSON any more.
            bytes[bytes.count / 2] = bytes[bytes.count / 2] ^ (file.pathExtension == "json" ? 0x80 : 1)
            try bytes.write(to: file)
        case .another:
            try FileManager.default.removeItem(at: file)
            try FileManager.default.copyItem(at: try #require(try place(loss.part, in: another)), to: file)
        }
        guard loss.part == "hub.sqlite" else { return }
        for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + end) }
    }

    /// Serves until it is heard.
    private func serve(_ hub: Hub, namesPorts: Bool) async throws {
        var configuration = HubServer.Configuration()
        if namesPorts {
            (configuration.enrolmentPort, configuration.devicePort) = (LoopbackPorts.free(), LoopbackPorts.free())
        }
        let (ready, told) = AsyncStream.makeStream(of: ListeningPorts.self)
        let server = HubServer(hub: hub, configuration: configuration, logger: RunningHub.quiet) { told.yield($0) }
        let group = ServiceGroup(services: [server], logger: RunningHub.quiet)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { told.finish() }
                try await group.run()
            }
            for await _ in ready { await group.triggerGracefulShutdown() }
            try await tasks.waitForAll()
        }
    }

    /// Where it is said first, and the code; with it all words.
    private func said(_ loss: Loss, _ folder: URL, _ clock: TestClock) async throws -> (first: String?, words: [String])
    {
        let hub: Hub
        do { hub = try Hub(at: folder) { clock.now } } catch { return ("open \(error.code)", [error.description]) }
        do {
            // With ports of its own nobody misses those of the last time.
            try await serve(hub, namesPorts: loss.part != "ports.json")
        } catch let fault as Fault { return ("serve \(fault.code)", [fault.description]) }
        let troubles = await hub.troubles()
        return (troubles.first.map { "alarm \($0.fault.code)" }, troubles.map(\.fault.description))
    }

    @Test("Each loss is said, in words for the hub")
    func each() async throws {
        try await RunningHub.inFolder { folder in
            let (clock, whole, another) = (
                TestClock(), folder.appending(path: "whole"), folder.appending(path: "another")
            )
            try await make(whole, clock)
            try await make(another, clock)
            #expect(try await said(Loss("hub.json", .gone, nil), whole, clock).first == nil)
            for loss in Self.losses {
                let copy = folder.appending(path: "copy")
                try FileManager.default.copyItem(at: whole, to: copy)
                defer { try? FileManager.default.removeItem(at: copy) }
                try spoil(loss, copy, another: another)
                let (first, words) = try await said(loss, copy, clock)
                #expect(first == loss.said, "\(loss): \(words)")
                for word in words {
                    let isADevices = ["fetch", "the link", "ask the publisher", "this device"].contains {
                        word.contains($0)
                    }
                    #expect(!isADevices, "\(loss): \(word)")
                    #expect(word.contains(/put .*back|restore/), "\(loss) says nothing of a backup: \(word)")
                }
            }
        }
    }

    @Test(
        "Without the keys that sign a device is shut out all the same, and no list gets a key that nothing is sealed with"
    )
    func signingKeys() async throws {
        try await RunningHub.with { running in
            let hub = running.hub
            for list in ["nat", "wg"] { try await hub.change(list, [.remove(id: "nobody")]) }
            _ = try await hub.publish()
            let (keys, away) = (hub.folder.keys.appending(path: "repository"), hub.folder.keys.appending(path: "away"))
            func names() throws -> [String] {
                try FileManager.default.contentsOfDirectory(atPath: hub.folder.keys.appending(path: "lists").path)
                    .filter { $0.hasSuffix(".key") }.sorted()
            }
            try await running.withDevice { (device: EnrolledDevice) async throws in
                let identifier = try #require(UUIDv7(device.answer.device))
                try FileManager.default.moveItem(at: keys, to: away)
                let fault = await #expect(throws: Fault(.init("trust.key"), "")) { try await hub.revoke(identifier) }
                #expect(fault?.message.contains("the device is shut out") == true)
                #expect(try names() == ["nat.key", "wg.key"])
                try FileManager.default.removeItem(at: keys)
                try FileManager.default.moveItem(at: away, to: keys)
                #expect(try await hub.finishKeyRotations() == ["nat", "wg"])
                #expect(try names() == ["nat.2.key", "wg.2.key"])
            }
        }
    }

    @Test("A disk without room for the look itself is called that, and nothing is to be restored")
    func noRoom() async throws {
        try await RunningHub.inFolder { folder in
            let hub = try await RunningHub.create(at: folder, TestClock())
            #expect(await hub.troubles().isEmpty)
            let worn = WornPlace(hub.folder.look.appending(path: "root.json"))
            let troubles = await hub.troubles()
            #expect(troubles.map(\.fault.code) == [.init("disk.write")])
            #expect(troubles.allSatisfy { !$0.fault.message.contains("backup") })
            worn.mend()
            #expect(await hub.troubles().isEmpty)
            #expect(!FileManager.default.fileExists(atPath: hub.folder.look.path))
        }
    }
}
