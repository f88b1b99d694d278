import Foundation
import Ground
import Testing

@testable import TrustedUpdate

@Suite("A client of our own repository")
struct WorkflowTests {
    private let start = Fixture.start
    private let day = Fixture.day

    @Test("sees what was published, with its custom object, and gets the bytes")
    func publication() async throws {
        let fixture = try await Fixture()
        let bytes = Data("a list".utf8)
        let custom = Data(#"{"list":"interpol","generation":1}"#.utf8)
        try await fixture.repository.publish(
            adding: [NewTarget(path: "lists/interpol/base-1.rll", data: bytes, custom: custom)], now: start)
        let client = try fixture.client()
        let snapshot = try await client.refresh(now: start)
        let target = try #require(snapshot.targets.first)
        #expect(snapshot.targets.count == 1)
        #expect(target.path == "lists/interpol/base-1.rll")
        #expect(target.custom == Data(#"{"generation":1,"list":"interpol"}"#.utf8))
        #expect(try await client.bytes(of: target) == bytes)
        #expect(snapshot.versions == ["root": 1, "timestamp": 2, "snapshot": 2, "targets": 2])
        #expect(snapshot.expires == start + 7 * day)
    }

    @Test("sees a removal")
    func removal() async throws {
        let fixture = try await Fixture()
        try await fixture.repository.publish(adding: [NewTarget(path: "a", data: Data([1]))], now: start)
        #expect(try await fixture.client().refresh(now: start).targets.map(\.path) == ["a"])
        try await fixture.repository.publish(removing: ["a"], now: start)
        #expect(try await fixture.client().refresh(now: start).targets.isEmpty)
    }

    @Test("publishing nothing new writes nothing, until half of the timestamp's life has passed")
    func idempotence() async throws {
        let fixture = try await Fixture()
        let target = NewTarget(path: "a", data: Data([1]))
        let version = try await fixture.repository.publish(adding: [target], now: start)
        let metadata = fixture.published.appending(path: "metadata")
        let before = try Fixture.files(in: metadata)
        #expect(try await fixture.repository.publish(adding: [target], now: start + 3 * day) == version)
        #expect(try Fixture.files(in: metadata) == before)
        #expect(try await fixture.repository.publish(now: start + 4 * day) == version + 1)
        #expect(try await fixture.client().refresh(now: start + 10 * day).versions["snapshot"] == 2)
    }

    @Test("stops copying with the next piece when it is cancelled, and goes on the next time")
    func cancelled() async throws {
        struct Cancelling: MetadataSource {
            let source: DirectorySource

            func metadata(_ name: String, limit: Int) async throws(Fault) -> Data? {
                try await source.metadata(name, limit: limit)
            }

            func target(_ path: String, into file: PartialFile, attempt: Int) async throws(Fault) {
                withUnsafeCurrentTask { $0?.cancel() }
                try await source.target(path, into: file, attempt: attempt)
            }
        }
        let fixture = try await Fixture()
        try await fixture.repository.publish(
            adding: ["a", "b"].map { NewTarget(path: $0, data: Data($0.utf8)) }, now: start)
        let client = try fixture.client(source: Cancelling(source: DirectorySource(fixture.published)))
        let targets = try await client.refresh(now: start).targets
        let copy = fixture.folder.appending(path: "copy")
        let stopped = await Task { try await client.copy(targets, to: copy) }.result
        #expect(throws: Fault(.init("trust.stopped"), "")) { try stopped.get() }
        #expect(!FileManager.default.fileExists(atPath: copy.appending(path: "ready").path))
        #expect(try await fixture.client().mirror(to: copy, now: start).targets.count == 2)
    }

    @Test(
        "follows every rotation of keys, also several at once",
        arguments: [
            ["root"], ["timestamp"], ["snapshot"], ["targets"], ["root", "timestamp", "snapshot", "targets"], [],
        ])
    func rotation(roles: Set<String>) async throws {
        let fixture = try await Fixture()
        _ = try await fixture.client().refresh(now: start)
        try await fixture.repository.rotateKeys(of: roles, now: start)
        try await fixture.repository.rotateKeys(of: roles, now: start)
        try await fixture.repository.publish(adding: [NewTarget(path: "a", data: Data([1]))], now: start)
        let snapshot = try await fixture.client().refresh(now: start)
        #expect(snapshot.versions["root"] == 3)
        #expect(snapshot.targets.map(\.path) == ["a"])
    }

    @Test("replaces the keys of delegated roles with those of targets: what the old ones sign counts for nothing")
    func delegatedRotation() async throws {
        let fixture = try await Fixture()
        try await fixture.repository.delegate(to: "interpol", patterns: ["lists/interpol/*"], now: start)
        let path = "lists/interpol/base-1.rll"
        try await fixture.repository.publish(adding: [NewTarget(path: path, data: Data([1]))], now: start)
        func signer() throws -> String? {
            let targets = fixture.published.appending(path: "metadata")
            let newest = try FileManager.default.contentsOfDirectory(atPath: targets.path)
                .filter { $0.hasSuffix(".interpol.json") }.max {
                    Int($0.prefix { $0 != "." }) ?? 0 < Int($1.prefix { $0 != "." }) ?? 0
                }
            let data = try Data(contentsOf: targets.appending(path: try #require(newest)))
            return try JSONParser.parse(data).object?["signatures"]?.array?.first?.object?["keyid"]?.string
        }
        let before = try signer()
        try await fixture.repository.rotateKeys(of: ["targets"], now: start)
        #expect(try signer() != before && before != nil)
        #expect(try await fixture.client().refresh(now: start).targets.map(\.path) == [path])
    }

    @Test("goes on when a delegated role was withdrawn, whose name and key nobody has any more")
    func withdrawn() async throws {
        let fixture = try await Fixture()
        let paths = ["lists/a/base-1.rll", "lists/b/base-1.rll"]
        try await fixture.repository.publish(
            delegating: ["a": ["lists/a/*"], "b": ["lists/b/*"]],
            adding: paths.map { NewTarget(path: $0, data: Data($0.utf8)) }, now: start)
        #expect(try await fixture.client().refresh(now: start).targets.map(\.path) == paths)
        for _ in 0..<2 { try await fixture.repository.withdraw("a", now: start) }
        #expect(try await fixture.client().refresh(now: start).targets.map(\.path) == [paths[1]])
        let keys = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.appending(path: "keys").path)
        #expect(!keys.contains { $0.hasPrefix("a-") } && keys.contains { $0.hasPrefix("b-") })
        // As after a restart, and when all was signed again.
        let again = try TrustedRepository(
            folder: fixture.published, keys: fixture.folder.appending(path: "keys"))
        #expect(await again.isWithdrawn("a"))
        #expect(await !again.isWithdrawn("b"))
        await #expect(throws: Fault(.init("trust.path"), "")) {
            try await again.delegate(to: "a", patterns: ["lists/a/*"], now: start)
        }
        for days in [60.0, 120] {
            try await again.publish(now: start + days * day)
            let seen = try await fixture.client().refresh(now: start + days * day)
            #expect(seen.targets.map(\.path) == [paths[1]])
        }
        // A client that comes now.
        let new = try TrustedClient(
            stateDirectory: fixture.folder.appending(path: "new"), source: DirectorySource(fixture.published),
            trustedRoot: fixture.trustedRoot)
        #expect(try await new.refresh(now: start + 120 * day).targets.map(\.path) == [paths[1]])
    }

    @Test("lets a delegated role speak for its own paths only")
    func delegation() async throws {
        let fixture = try await Fixture()
        try await fixture.repository.delegate(to: "interpol", patterns: ["lists/interpol/*"], now: start)
        let paths = ["lists/interpol/base-1.rll", "lists/national/base-1.rll"]
        try await fixture.repository.publish(adding: paths.map { NewTarget(path: $0, data: Data([1])) }, now: start)
        let snapshot = try await fixture.client().refresh(now: start)
        #expect(snapshot.targets.map(\.path) == paths)
        #expect(snapshot.versions["interpol"] == 2)
        let client = try fixture.client()
        try await client.refreshTopLevel(now: start)
        #expect(try await client.find(paths[0])?.length == 1)
        #expect(try await client.find("lists/interpol/base-2.rll") == nil)
    }

    @Test("a repository opened again goes on where it was")
    func reopening() async throws {
        let fixture = try await Fixture()
        try await fixture.repository.publish(adding: [NewTarget(path: "a", data: Data([1]))], now: start)
        let again = try TrustedRepository(folder: fixture.published, keys: fixture.folder.appending(path: "keys"))
        try await again.publish(adding: [NewTarget(path: "b", data: Data([2]))], now: start)
        #expect(try await again.targets().map(\.path) == ["a", "b"])
        #expect(try await fixture.client().refresh(now: start).targets.map(\.path) == ["a", "b"])
    }

    @Test("files that only long outdated publications name are removed, roots never")
    func pruning() async throws {
        let fixture = try await Fixture()
        try await fixture.repository.rotateKeys(of: ["snapshot"], now: start)
        try await fixture.repository.publish(adding: [NewTarget(path: "x/old", data: Data([1]))], now: start)
        for number in 0..<10 {
            let target = NewTarget(path: "x/new", data: Data("\(number)".utf8))
            try await fixture.repository.publish(adding: [target], removing: ["x/old"], now: start)
        }
        let targets = try FileManager.default.contentsOfDirectory(
            atPath: fixture.published.appending(path: "targets/x").path)
        #expect(targets.count == 10 && !targets.contains { $0.hasSuffix(".old") })
        let metadata = try Fixture.files(in: fixture.published.appending(path: "metadata")).keys
        #expect(metadata.contains("1.root.json") && metadata.contains("timestamp.json"))
        #expect(metadata.count { $0.hasSuffix(".snapshot.json") } == 10)
        #expect(try await fixture.client().refresh(now: start).targets.map(\.path) == ["x/new"])
    }

    @Test("what was stored answers for a device that is cut off")
    func storedState() async throws {
        let fixture = try await Fixture()
        #expect(try await fixture.client().stored() == nil)
        try await fixture.repository.delegate(to: "owner", patterns: ["x/*"], now: start)
        try await fixture.repository.publish(adding: [NewTarget(path: "x/a", data: Data([1]))], now: start)
        let fresh = try await fixture.client().refresh(now: start)
        let stored = try #require(try await fixture.client().stored())
        #expect(stored.versions == fresh.versions)
        #expect(stored.targets == fresh.targets)
        #expect(stored.expires == fresh.expires)
    }
}

@Suite("A mirror")
struct MirrorTests {
    private let start = Fixture.start

    @Test("can be read by another client that still has the first root, and forgets what is no longer signed for")
    func copy() async throws {
        let fixture = try await Fixture()
        let mirror = fixture.folder.appending(path: "incoming")
        let link = try fixture.client()
        try await fixture.repository.publish(adding: [NewTarget(path: "x/a", data: Data([1]))], now: start)
        _ = try await link.mirror(to: mirror, now: start)
        try await fixture.repository.rotateKeys(of: ["root", "timestamp"], now: start)
        try await fixture.repository.publish(
            adding: [NewTarget(path: "x/b", data: Data([2]))], removing: ["x/a"], now: start)
        _ = try await link.mirror(to: mirror, now: start)
        let station = try TrustedClient(
            stateDirectory: fixture.folder.appending(path: "station"), source: DirectorySource(mirror),
            trustedRoot: fixture.trustedRoot)
        let snapshot = try await station.refresh(now: start)
        #expect(snapshot.targets.map(\.path) == ["x/b"])
        #expect(try await station.bytes(of: snapshot.targets[0]) == Data([2]))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: mirror.appending(path: "targets/x").path).count == 1)
        let ready = try String(contentsOf: mirror.appending(path: "ready"), encoding: .utf8)
        #expect(ready == "\(try #require(snapshot.versions["timestamp"]))\n")
        let before = try Fixture.files(in: mirror.appending(path: "metadata"))
        _ = try await link.mirror(to: mirror, now: start)
        #expect(try Fixture.files(in: mirror.appending(path: "metadata")) == before)
    }
}
