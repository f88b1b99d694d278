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

extension WantedListsTests {
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
    func lose(_ loss: Loss, of owner: String, in hub: URL) throws -> () throws -> Void {
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
    struct DyingLine: MetadataSource {
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
