import CollectingLog
import DeviceIdentity
import Foundation
import Glibc
import Ground
import Hub
import Synchronization
import Testing
import TrustedUpdate
import Watchlist

@testable import Link

@Suite("What the link fetches", .timeLimit(.minutes(5)))
struct WantedListsTests {
    /// Counts what comes over the wire.
    private final class CountingSource: MetadataSource {
        private let source: any MetadataSource
        private let counted = Mutex<[(path: String, bytes: Int)]>([])
        private let roles = Mutex<[(name: String, bytes: Int)]>([])
        init(_ source: any MetadataSource) { self.source = source }

        func metadata(_ name: String, limit: Int) async throws(Fault) -> Data? {
            let data = try await source.metadata(name, limit: limit)
            if let data { roles.withLock { $0.append((name, data.count)) } }
            return data
        }
        /// Metadata that came since the last call: names, and bytes.
        func takeRoles() -> (names: [String], bytes: Int) {
            roles.withLock { roles in
                defer { roles = [] }
                return (roles.map(\.name).sorted(), roles.reduce(0) { $0 + $1.bytes })
            }
        }
        func target(_ path: String, into file: PartialFile, attempt: Int) async throws(Fault) {
            let before = file.count
            try await source.target(path, into: file, attempt: attempt)
            counted.withLock { $0.append((path, file.count - before)) }
        }
        /// List files that came since the last call: their names without the hash, and their bytes.
        func take() -> (names: [String], bytes: Int) {
            counted.withLock { counted in
                defer { counted = [] }
                let names = counted.map { $0.path.split(separator: "/").last?.split(separator: ".", maxSplits: 1).last }
                return (names.compactMap { $0.map(String.init) }.sorted(), counted.reduce(0) { $0 + $1.bytes })
            }
        }
    }

    private func record(_ id: String) -> WatchlistRecord {
        WatchlistRecord(id: id, notice: .red, reference: id, parts: [])
    }

    /// A hub with forty lists, and the link's list task over its folder, as over any web server.
    private func published(
        _ count: Int = 40, _ body: (Hub, ListSync, CountingSource, StateDirectory, TrustedClient) async throws -> Void
    ) async throws {
        try await LoopbackHub.inFolder { folder in
            let hub = try await Hub.create(at: folder.appending(path: "hub"), title: "t", hosts: ["localhost"])
            for number in 1...count { try await hub.change("list\(number)", [.put(record("r\(number)"))]) }
            _ = try await hub.publish()
            let published = folder.appending(path: "hub/repository")
            let state = StateDirectory(folder.appending(path: "device"))
            try state.prepare()
            let source = CountingSource(DirectorySource(published))
            let client = try TrustedClient(
                stateDirectory: state.link.trust, source: source,
                trustedRoot: try DurableFile.read(published.appending(path: "metadata/1.root.json"), limit: 1 << 20))
            let time = LinkTime(now: { Date() }, uptime: { .zero }, sleep: { _ in }, chance: { 1 })
            let lists = ListSync(client: client, state: state.link, time: time, logger: CollectingLog().logger)
            try await body(hub, lists, source, state, client)
        }
    }

    /// The list files that lie in the copy, and their bytes.
    private func copied(_ state: StateDirectory) throws -> (count: Int, bytes: Int) {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: state.link.incomingTargets.path)
            .filter { $0.hasSuffix(".rll") }
        let sizes = try paths.map { try DurableFile.size(of: state.link.incomingTargets.appending(path: $0)) }
        return (paths.count, sizes.reduce(0, +))
    }

    @Test("is one list for a device with one key of forty, byte for byte")
    func oneOfForty() async throws {
        try await published { _, lists, source, state, _ in
            try WantedLists(lists: ["list7": 0]).save(to: state.station.wanted)
            try await lists.round()
            let fetched = source.take()
            #expect(fetched.names == ["base-1.rll"])
            let copied = try copied(state)
            #expect(copied.count == 1 && copied.bytes == fetched.bytes && fetched.bytes > 0)
            #expect(lists.generations == ["list7": 1])
        }
    }

    @Test("is one role of all, and its bytes, for a device with one key of two hundred")
    func oneRole() async throws {
        try await published(200) { hub, lists, source, state, _ in
            try WantedLists(lists: ["list7": 0]).save(to: state.station.wanted)
            try await lists.round()
            let first = source.takeRoles()
            #expect(first.names == ["1.list7.json", "2.snapshot.json", "2.targets.json", "timestamp.json"])
            #expect(source.take().names == ["base-1.rll"])
            // What is left grows with the lists: who may sign for them, and which version each has.
            let own = try DurableFile.size(of: state.link.incoming.appending(path: "metadata/1.list7.json"))
            #expect(own < 2000 && first.bytes < 200_000)
            // Somebody else's list changes: nothing of it comes.
            try await hub.change("list9", [.put(record("else"))])
            _ = try await hub.publish()
            try await lists.round()
            #expect(source.takeRoles().names == ["3.snapshot.json", "timestamp.json"])
            #expect(source.take().bytes == 0)
        }
    }

    @Test("is nothing but metadata before anybody has said what is wanted")
    func nobody() async throws {
        try await published { _, lists, source, state, _ in
            try await lists.round()
            #expect(source.take().names == [] && lists.generations == [:])
            #expect(FileManager.default.fileExists(atPath: state.link.incomingReady.path))
        }
    }

    @Test("is what follows on the station's generation, the whole list where it has none, and nothing twice")
    func cheapest() async throws {
        try await published { hub, lists, source, state, client in
            // So long that the publisher makes no new base of a few changes.
            try await hub.change("list7", (1...400).map { .put(record("many\($0)")) })
            _ = try await hub.publish()
            try WantedLists(lists: ["list7": 0]).save(to: state.station.wanted)
            try await lists.round()
            _ = source.take()
            for generation in 3...5 {
                try await hub.change("list7", [.put(record("more\(generation)"))])
                _ = try await hub.publish()
            }
            try WantedLists(lists: ["list7": 3]).save(to: state.station.wanted)
            try await lists.round()
            #expect(source.take().names == ["delta-3-4.rll", "delta-4-5.rll"])
            // The station is there: its files go, and none comes.
            try WantedLists(lists: ["list7": 5]).save(to: state.station.wanted)
            try await lists.round()
            #expect(source.take().names == [])
            #expect(try copied(state).count == 0)
            // Its list is damaged on its disk, and it is given another key.
            try WantedLists(lists: ["list7": 0, "list8": 0]).save(to: state.station.wanted)
            try await lists.round()
            #expect(source.take().names.count { $0.hasPrefix("base-") } == 2)
            #expect(lists.generations == ["list7": 5, "list8": 1])
            // A new publication of somebody else's list: nothing is fetched, and what is here is not read again.
            let read = await client.verifiedBytes
            try await hub.change("list9", [.put(record("else"))])
            _ = try await hub.publish()
            try await lists.round()
            #expect(source.take().bytes == 0)
            #expect(await client.verifiedBytes == read)
        }
    }

    @Test("follows at once when another list is wanted, and leaves the hub alone while nothing else is")
    func following() async throws {
        try await published { hub, lists, source, state, _ in
            try WantedLists(lists: [:]).save(to: state.station.wanted)
            // Before the first round there is nothing to compare with.
            try await lists.follow()
            #expect(lists.generations == [:] && !FileManager.default.fileExists(atPath: state.link.incomingReady.path))
            try await lists.round()
            try WantedLists(lists: ["list7": 0]).save(to: state.station.wanted)
            try await lists.follow()
            #expect(source.take().names == ["base-1.rll"])
            try await hub.change("list7", [.put(record("news"))])
            _ = try await hub.publish()
            try WantedLists(lists: ["list7": 1]).save(to: state.station.wanted)
            try await lists.follow()
            #expect(source.take().names == [] && lists.generations == ["list7": 1])
            try WantedLists(lists: ["list7": 1], damagedCopies: 1).save(to: state.station.wanted)
            try await lists.follow()
            #expect(lists.generations == ["list7": 2])
        }
    }

    @Test("is mended when the station found it damaged, and `ready` is another file then")
    func damaged() async throws {
        try await published { _, lists, source, state, _ in
            try WantedLists(lists: ["list7": 0]).save(to: state.station.wanted)
            try await lists.round()
            _ = source.take()
            let ready = try FileStamp(of: state.link.incomingReady)
            let path = try #require(
                FileManager.default.subpathsOfDirectory(atPath: state.link.incomingTargets.path).first {
                    $0.hasSuffix(".rll")
                })
            let file = state.link.incomingTargets.appending(path: path)
            let whole = try Data(contentsOf: file)
            try Data(repeating: 1, count: whole.count).write(to: file)
            try await lists.round()
            #expect(source.take().names == [])
            try WantedLists(lists: ["list7": 0], damagedCopies: 1).save(to: state.station.wanted)
            try await lists.round()
            #expect(source.take().names == ["base-1.rll"])
            #expect(try Data(contentsOf: file) == whole)
            #expect(try FileStamp(of: state.link.incomingReady) != ready)
        }
    }

    /// What somebody who was in the link's place for a while can have left in its folder; each is put at a path of the copy.
    static let obstacles: [(place: String, obstacle: @Sendable (URL) throws -> Void)] = {
        let pipe: @Sendable (URL) throws -> Void = { try #require(mkfifo($0.path, 0o640) == 0) }
        let folder: @Sendable (URL) throws -> Void = {
            try FileManager.default.createDirectory(at: $0.appending(path: "in/it"), withIntermediateDirectories: true)
        }
        let link: @Sendable (URL) throws -> Void = {
            try FileManager.default.createSymbolicLink(
                at: $0, withDestinationURL: FileManager.default.temporaryDirectory.appending(path: "leads out"))
        }
        let file: @Sendable (URL) throws -> Void = { try Data("a file".utf8).write(to: $0) }
        let files = ["FILE", "ready", "metadata/timestamp.json", "metadata/1.root.json", ".lock"]
        let folders = ["targets", "targets/lists/list7", "metadata"]
        return files.flatMap { [($0, pipe), ($0, folder), ($0, link)] }
            + folders.flatMap { [($0, pipe), ($0, link), ($0, file)] }
    }()

    @Test("is whole again whatever lies in place of its files, and nothing is written elsewhere", arguments: 0..<24)
    func mended(number: Int) async throws {
        try #require(Self.obstacles.count == 24)
        let (place, obstacle) = Self.obstacles[number]
        try await published(8) { _, lists, _, state, _ in
            try WantedLists(lists: ["list7": 0]).save(to: state.station.wanted)
            try await lists.round()
            let path = try #require(
                FileManager.default.subpathsOfDirectory(atPath: state.link.incomingTargets.path).first {
                    $0.hasSuffix(".rll")
                })
            let file = state.link.incomingTargets.appending(path: path)
            let whole = try Data(contentsOf: file)
            let taken = place == "FILE" ? file : state.link.incoming.appending(path: place)
            try FileManager.default.removeItem(at: taken)
            try obstacle(taken)
            try WantedLists(lists: ["list7": 0], damagedCopies: 1).save(to: state.station.wanted)
            try await lists.round()
            #expect(try Data(contentsOf: file) == whole, "\(place)")
            let ready = try Data(contentsOf: state.link.incomingReady)
            #expect(String(decoding: ready, as: UTF8.self) == "2\n")
            let station = try TrustedClient(
                stateDirectory: state.station.trust, source: DirectorySource(state.station.incoming),
                trustedRoot: try DurableFile.read(
                    state.link.incomingMetadata.appending(path: "1.root.json"), limit: 1 << 20))
            let snapshot = try await station.refresh(now: Date(), toward: ["lists/list7/base-1.rll"])
            #expect(snapshot.versions["timestamp"] == 2 && snapshot.targets.count == 1)
        }
    }

    /// How a hub or its web server loses what belongs to one list.
    enum Loss: CaseIterable { case listFile, role, cutRole }

    /// Takes it away, and gives it back with what is returned.
    private func lose(_ loss: Loss, of owner: String, in hub: URL) throws -> () throws -> Void {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: hub.path).filter {
            loss == .listFile
                ? $0.hasPrefix("targets/lists/\(owner)/") && $0.hasSuffix(".rll") : $0.hasSuffix(".\(owner).json")
        }
        let files = paths.map { hub.appending(path: $0) }
        let whole = try files.map { try Data(contentsOf: $0) }
        try #require(!files.isEmpty)
        for (file, data) in zip(files, whole) {
            if loss == .cutRole {
                try data.prefix(100).write(to: file)
            } else {
                try FileManager.default.removeItem(at: file)
            }
        }
        return { for (file, data) in zip(files, whole) { try data.write(to: file) } }
    }

    @Test(
        "of a list that cannot be had keeps no other back; it is named, and comes when it can", arguments: Loss.allCases
    )
    func oneMissing(loss: Loss) async throws {
        try await published(8) { hub, lists, source, state, _ in
            var wanted = WantedLists(lists: ["list3": 1, "list7": 1])
            try wanted.save(to: state.station.wanted)
            try await lists.round()
            for owner in ["list3", "list7"] { try await hub.change(owner, [.put(record("news"))]) }
            _ = try await hub.publish()
            let repository = state.root.deletingLastPathComponent().appending(path: "hub/repository")
            var giveBack = try lose(loss, of: "list3", in: repository)
            _ = source.take()
            try await lists.round()
            #expect(try copied(state).count == 1)
            #expect(lists.generations == ["list3": 1, "list7": 2])
            let codes: [Loss: Fault.Code] = [
                .listFile: .init("disk.missing"), .role: .init("trust.missing"), .cutRole: .init("trust.mismatch"),
            ]
            let code = try #require(codes[loss])
            await #expect(throws: Fault(code, "")) { try await lists.complete() }
            // The station can go by the copy, and sees what it is without.
            let station = try TrustedClient(
                stateDirectory: state.station.trust, source: DirectorySource(state.station.incoming),
                trustedRoot: try DurableFile.read(
                    state.link.incomingMetadata.appending(path: "1.root.json"), limit: 1 << 20))
            let paths = ["list3", "list7"].map { "lists/\($0)/base-2.rll" }
            let missing = try await station.refresh(now: Date(), towardEach: paths)
            #expect(missing.mapValues(\.code) == (loss == .listFile ? [:] : [paths[0]: Fault.Code("trust.missing")]))
            #expect(try await station.loaded().versions["list7"] == 2)
            // What the station says of it, and vain attempts, make no other copy of the rest.
            let ready = try FileStamp(of: state.link.incomingReady)
            wanted.lists["list7"] = 2
            wanted.damagedCopies = 1
            wanted.refused = ["list3": "trust.missing"]
            try wanted.save(to: state.station.wanted)
            try await lists.follow()
            await #expect(throws: Fault(code, "")) { try await lists.complete() }
            #expect(try FileStamp(of: state.link.incomingReady) == ready)
            // Nor does it keep back what is published next; the hub itself must be whole to publish.
            try giveBack()
            try await hub.change("list7", [.put(record("more"))])
            _ = try await hub.publish()
            giveBack = try lose(loss, of: "list3", in: repository)
            try await lists.round()
            #expect(lists.generations == ["list3": 1, "list7": 3])
            try giveBack()
            let before = try FileStamp(of: state.link.incomingReady)
            try await lists.complete()
            try await lists.complete()
            #expect(lists.generations == ["list3": 2, "list7": 3])
            #expect(try FileStamp(of: state.link.incomingReady) != before)
            #expect(try await station.refresh(now: Date(), towardEach: paths).isEmpty)
        }
    }

    /// A hub whose line dies at the files of one list, every time.
    private struct DyingLine: MetadataSource {
        let hub: any MetadataSource
        let owner: String

        func metadata(_ name: String, limit: Int) async throws(Fault) -> Data? {
            try await hub.metadata(name, limit: limit)
        }
        func target(_ path: String, into file: PartialFile, attempt: Int) async throws(Fault) {
            if path.contains("/\(owner)/") { throw Fault(.hubUnreachable, "the line is dead") }
            try await hub.target(path, into: file, attempt: attempt)
        }
    }

    @Test("at which the line to the hub dies every time keeps the others back for one round at most")
    func dyingLine() async throws {
        try await published(8) { _, _, source, state, _ in
            let client = try TrustedClient(
                stateDirectory: state.link.trust, source: DyingLine(hub: source, owner: "list3"))
            let time = LinkTime(now: { Date() }, uptime: { .zero }, sleep: { _ in }, chance: { 1 })
            let lists = ListSync(client: client, state: state.link, time: time, logger: CollectingLog().logger)
            try WantedLists(lists: ["list3": 0, "list7": 0]).save(to: state.station.wanted)
            // Nothing has come: the hub is away, and that is all there is to say.
            await #expect(throws: Fault(.hubUnreachable, "")) { try await lists.round() }
            #expect(!FileManager.default.fileExists(atPath: state.link.incomingReady.path))
            try await lists.round()
            #expect(lists.generations == ["list7": 1])
            #expect(FileManager.default.fileExists(atPath: state.link.incomingReady.path))
        }
    }
}
