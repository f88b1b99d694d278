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

@Suite("What the link fetches", .timeLimit(.minutes(20)))
struct WantedListsTests {
    /// Counts what comes over the wire.
    final class CountingSource: MetadataSource {
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

    func record(_ id: String) -> WatchlistRecord {
        WatchlistRecord(id: id, notice: .red, reference: id, parts: [])
    }

    /// A hub with forty lists, and the link's list task over its folder, as over any web server.
    func published(
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
    func copied(_ state: StateDirectory) throws -> (count: Int, bytes: Int) {
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
}
