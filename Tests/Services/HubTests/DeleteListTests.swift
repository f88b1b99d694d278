import DeviceIdentity
import Foundation
import Ground
import Testing
import TrustedUpdate
import Watchlist

@testable import Hub

@Suite("A list is deleted", .timeLimit(.minutes(20))) struct DeleteListTests {
    private func record(_ id: String) -> WatchlistRecord {
        WatchlistRecord(id: id, notice: .red, reference: id, parts: [])
    }

    private func files(_ hub: Hub, of list: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: hub.folder.root.path)
            .filter { path in
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(
                    atPath: hub.folder.root.appending(path: path).path, isDirectory: &isFolder)
                return path.contains(list) && !path.hasPrefix("scratch") && !isFolder.boolValue
            }
    }

    @Test("Devices put it out of force, nothing of it is left at the hub, and its name is nobody's any more")
    func deleted() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await RunningHub.create(at: folder, clock)
            for list in ["interpol", "national"] { try await hub.change(list, [.put(record("a"))]) }
            _ = try await hub.publish()
            let scratch = folder.appending(path: "scratch")
            let store = try ListStore(
                directory: scratch.appending(path: "lists"), trust: scratch.appending(path: "trust"),
                trustedRoot: try await hub.publisher.trustedRoot(), listKeys: try hub.listKeys.all(),
                storageKey: WipingBytes([UInt8](repeating: 7, count: 32)))
            _ = try await store.update(from: hub.folder.repository, now: clock.now.date)
            #expect(try await store.load().lists.map(\.owner).sorted() == ["interpol", "national"])
            try await hub.change("national", [.put(record("waits"))])

            try await hub.deleteList("national")
            let report = try await store.update(from: hub.folder.repository, now: clock.now.date)
            #expect(report?.withdrawn == ["national"] && report?.refused.isEmpty == true)
            #expect(try files(hub, of: "national") == [])
            #expect(try hub.listKeys.owners() == ["interpol"])
            await #expect(throws: Fault(.init("hub.list"), "")) { try await hub.deleteList("national") }
            await #expect(throws: Fault(.init("hub.list.deleted"), "")) {
                try await hub.change("national", [.put(record("b"))])
            }
            // The other list goes on, also after its signatures were half expired.
            for days in [1, 60, 200] as [Int64] {
                clock.advance(seconds: days * 86_400)
                try await hub.change("interpol", [.put(record("day\(days)"))])
                #expect(try await hub.publish().map(\.list) == ["interpol"])
                _ = try await store.update(from: hub.folder.repository, now: clock.now.date)
                #expect(try await store.load().lists.map(\.owner) == ["interpol"])
            }
            try await hub.deleteList("interpol")
            #expect(
                try await store.update(from: hub.folder.repository, now: clock.now.date)?.withdrawn == ["interpol"])
        }
    }

    @Test("What was interrupted is finished by another deletion")
    func interrupted() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await RunningHub.create(at: folder, clock)
            try await hub.change("national", [.put(record("a"))])
            _ = try await hub.publish()
            let worn = WornPlace(folder.appending(path: "repository/metadata/timestamp.json"))
            await #expect(throws: Fault(.init("disk.write"), "")) { try await hub.deleteList("national") }
            #expect(try hub.listKeys.owners() == ["national"])
            worn.mend()
            try await hub.deleteList("national")
            #expect(try files(hub, of: "national") == [])
        }
    }

    @Test("One list that cannot be published keeps no other back, and is named")
    func isolated() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await RunningHub.create(at: folder, clock)
            for list in ["interpol", "national", "zulu"] { try await hub.change(list, [.put(record("a"))]) }
            try Data([1, 2, 3]).write(to: folder.appending(path: "keys/lists/national.key"))
            await #expect(throws: Fault.self) { _ = try await hub.publish() }
            try FileManager.default.removeItem(at: folder.appending(path: "keys/lists/national.key"))
            let fault = await #expect(throws: Fault(.init("list.key"), "")) { _ = try await hub.publish() }
            #expect(fault?.message.contains("national") == true)
            let offered = try await TrustedClient(
                stateDirectory: folder.appending(path: "client"), source: DirectorySource(hub.folder.repository),
                trustedRoot: try await hub.publisher.trustedRoot()
            ).refresh(now: clock.now.date).targets.map(\.path)
            #expect(offered == ["lists/interpol/base-1.rll", "lists/zulu/base-1.rll"])
        }
    }
}
