import Crypto
import Foundation
import Ground
import Logging
import Testing
import TrustedUpdate
import X509

@testable import Hub

@Suite("Keys for the safe", .timeLimit(.minutes(20))) struct SafeKeyTests {
    private static func names(_ folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".key") }
    }

    private static func create(_ folder: URL, safe: URL, _ clock: TestClock = TestClock()) async throws -> Hub {
        var hub = try await Hub.create(
            at: folder.appending(path: "hub"), title: "Centre", hosts: ["127.0.0.1"], safe: safe,
            database: TestDatabase.fresh()
        ) { clock.now }
        hub.clockTolerance = .infinity
        return hub
    }

    @Test("Keys of root and next authority are made in the safe, for its owner alone; the hub works without them")
    func made() async throws {
        try await RunningHub.inFolder { folder in
            let safe = folder.appending(path: "safe")
            let hub = try await Self.create(folder, safe: safe)
            let kept = try Self.names(safe)
            #expect(kept.count { $0.hasPrefix("root-") } == 3 && kept.contains("authority-next.key") && kept.count == 4)
            let here = try Self.names(hub.folder.keys)
            #expect(!here.contains { $0.contains("root-") || $0.contains("authority-next") })
            #expect(try hub.safeKeys.besideOthers.isEmpty)
            for name in kept + [""] {
                let file = safe.appending(path: name).path
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                #expect(mode == (name.isEmpty ? 0o700 : 0o600), "\(name)")
            }
            try await hub.change("interpol", [])
            _ = try await hub.publish()
            await #expect(throws: Fault(.init("hub.authority.next"), "")) { try await hub.shiftAuthority() }
            await #expect(throws: Fault(.init("trust.key"), "")) { _ = try await hub.renewRoot() }
        }
    }

    @Test("With the safe the authority is shifted and the root's keys are replaced, and nothing of it stays at the hub")
    func brought() async throws {
        try await RunningHub.inFolder { folder in
            let (safe, clock) = (folder.appending(path: "safe"), TestClock())
            let hub = try await Self.create(folder, safe: safe, clock)
            let root = try await hub.publisher.trustedRoot()
            let source = DirectorySource(hub.folder.repository)
            let device = try TrustedClient(
                stateDirectory: folder.appending(path: "device"), source: source, trustedRoot: root)
            let next = try #require(try hub.authorities.next)
            try await hub.shiftAuthority(safe: safe)
            #expect(try hub.authorities.current.certificate == next)
            #expect(try hub.authorities.next != next)
            // Twice: the key of the new next one is the one that lies in the safe.
            let later = try #require(try hub.authorities.next)
            try await hub.shiftAuthority(safe: safe)
            #expect(try hub.authorities.current.certificate == later)
            clock.advance(seconds: 86_400)
            for roles in [["root"], ["root", "timestamp", "snapshot", "targets"], []] as [Set<String>] {
                clock.advance(seconds: 86_400)
                let ends = try await hub.renewRoot(replacing: roles, safe: safe)
                #expect(Timestamp(try await device.refresh(now: clock.now.date).rootExpires) == ends)
            }
            #expect(try hub.safeKeys.besideOthers.isEmpty)
            #expect(try Self.names(safe).count { $0.hasPrefix("root-") } == 9)
        }
    }

    @Test("A shift that is cut anywhere is finished by another, with the safe")
    func cut() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (keys, safe) = (folder.appending(path: "keys"), folder.appending(path: "safe"))
        for place in [keys, safe] {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        }
        let now = Date()
        try Authorities.prepare(keys, safe: safe, now: now, isNew: true)
        let next = try Authorities(keys).next
        let places = [
            "keys/authority-next.key", "keys/authority-past.crt", "keys/authority.crt", "safe/authority-next.key",
        ]
        for file in places {
            let worn = WornPlace(folder.appending(path: file))
            #expect(throws: Fault(.init("disk.write"), ""), "\(file)") {
                try Authorities.shift(keys, safe: safe, now: now)
            }
            worn.mend()
            // The hub is served on, whichever of the two signs.
            _ = try Authorities(keys)
        }
        if try Authorities(keys).current.certificate != next { try Authorities.shift(keys, safe: safe, now: now) }
        try Authorities.prepare(keys, safe: safe, now: now)
        let after = try Authorities(keys)
        #expect(after.current.certificate == next && after.next != next && after.next != nil)
        // The key in the safe is another one than that which signs.
        let kept = try KeyFile.signing(safe.appending(path: "authority-next.key"))
        #expect(after.next?.publicKey == Certificate.PublicKey(kept.publicKey))
        #expect(after.next?.publicKey != next?.publicKey)
    }

    @Test("A hub that was made without a safe says so at its start, each day, and to operators, until they are moved")
    func warned() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await RunningHub.create(at: folder.appending(path: "hub"), clock)
            let words = Words()
            let upkeep = Upkeep(
                hub: hub,
                certificate: try ServerCertificate(
                    folder: hub.folder.keys, names: ["localhost"], now: hub.now().date),
                pause: .seconds(3600), logger: Logger(label: "hub") { _ in words.handler })
            func warnings() -> Int { words.loud.count { $0.hasPrefix("keys for the safe lie beside") } }
            func page() throws -> String {
                InventoryPage(
                    title: "centre", devices: [], now: clock.now, rootEnds: clock.now,
                    besideOthers: try hub.safeKeys.besideOthers
                ).html
            }
            for (hours, expected) in [(0, 1), (1, 1), (22, 1), (1, 2), (24, 3)] as [(Int64, Int)] {
                clock.advance(seconds: hours * 3600)
                await upkeep.round()
                #expect(warnings() == expected)
            }
            #expect(try page().contains("root of trust and the key of the next authority: move them"))
            let safe = folder.appending(path: "safe")
            let moved = try hub.safeKeys.move(to: safe)
            #expect(moved.count == 4)
            #expect(try hub.safeKeys.besideOthers.isEmpty)
            #expect(try hub.safeKeys.move(to: safe).isEmpty)
            #expect(try !page().contains("move them"))
            clock.advance(seconds: 86_400)
            await upkeep.round()
            #expect(warnings() == 3)
            // They work from there.
            _ = try await hub.renewRoot(safe: safe)
            try await hub.shiftAuthority(safe: safe)
            #expect(try hub.safeKeys.besideOthers.isEmpty)
        }
    }

    @Test(
        "The hub's own folder, and one that others may read, are no safe",
        arguments: [("hub", 0o700), ("hub/keys", 0o700), ("hub/safe", 0o700), ("safe", 0o755), ("safe", 0o710)])
    func refused(place: String, mode: Int) async throws {
        try await RunningHub.inFolder { folder in
            let hub = try await RunningHub.create(at: folder.appending(path: "hub"), TestClock())
            let safe = folder.appending(path: place)
            try FileManager.default.createDirectory(at: safe, withIntermediateDirectories: true)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: safe.path)
            #expect(throws: Fault(.init("hub.safe"), "")) { try hub.safeKeys.move(to: safe) }
            #expect(try hub.safeKeys.besideOthers.count == 2)
            await #expect(throws: Fault(.init("hub.safe"), "")) {
                _ = try await Hub.create(
                    at: folder.appending(path: "other"), title: "Centre", hosts: ["127.0.0.1"],
                    safe: place == "safe" ? safe : folder.appending(path: "other/safe"))
            }
        }
    }
}
