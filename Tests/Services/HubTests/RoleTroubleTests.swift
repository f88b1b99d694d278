import DeviceIdentity
import Fingerprint
import Foundation
import Ground
import Testing
import Watchlist

@testable import Hub

@Suite("A list whose signed metadata, or the key that signs them, are not as they were", .timeLimit(.minutes(20)))
struct RoleTroubleTests {
    enum Damage: String, CaseIterable { case gone, garbage, cut, folder, older }

    private func record(_ id: String) -> WatchlistRecord {
        WatchlistRecord(
            id: id, notice: .red, reference: id,
            parts: [RecordPart(finger: .rightIndex, template: WipingBytes(Array(id.utf8)))])
    }

    private func names(_ folder: URL, _ part: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains(part) }
            .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    }

    private func versions(_ hub: Hub) throws -> [URL] {
        let folder = hub.folder.repository.appending(path: "metadata")
        return try names(folder, ".nat.json").map { folder.appending(path: $0) }
    }

    private func spoil(_ file: URL, _ damage: Damage, older: URL) throws {
        let bytes = try Data(contentsOf: file)
        try FileManager.default.removeItem(at: file)
        switch damage {
        case .gone: break
        case .garbage: try Data((0..<bytes.count).map { UInt8(truncatingIfNeeded: $0 &* 31) }).write(to: file)
        case .cut: try bytes.prefix(bytes.count / 2).write(to: file)
        case .folder: try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
        case .older: try FileManager.default.copyItem(at: older, to: file)
        }
    }

    /// Two lists, of two generations each.
    private func two(_ hub: Hub) async throws {
        for id in ["a", "b"] {
            for list in ["nat", "wg"] { try await hub.change(list, [.put(record(id))]) }
            _ = try await hub.publish()
        }
    }

    @Test(
        "stops that list alone, by name; the file comes back, and what was decided meanwhile is published",
        arguments: Damage.allCases)
    func alone(damage: Damage) async throws {
        try await RunningHub.with { running in
            let hub = running.hub
            try await two(hub)
            try await running.withDevice { device in
                let identifier = try #require(UUIDv7(device.answer.device))
                let files = try versions(hub)
                let file = try #require(files.last)
                let good = try Data(contentsOf: file)
                try spoil(file, damage, older: files[0])

                try await hub.change("nat", [.put(record("c"))])
                try await hub.change("wg", [.put(record("c"))])
                var told: [Fault] = []
                #expect(try await hub.publish("wg") { told.append($0) }.map(\.list) == ["wg"])
                #expect(told.map(\.code) == [.init("trust.role")])
                #expect(told.first?.message.contains(file.path) == true)
                await #expect(throws: Fault(.init("trust.role"), "")) { try await hub.publish() }
                let troubles = try await hub.listTroubles()
                #expect(troubles.keys.sorted() == ["nat"])
                #expect(troubles["nat"]?.message.contains("delete-list nat") == true)

                #expect(try await hub.rotateListKeys(["wg"]) == ["wg"])
                await #expect(throws: Fault(.init("trust.role"), "")) { try await hub.rotateListKeys(["nat"]) }
                try await hub.change("new", [.put(record("a"))])
                #expect(try await hub.publish("new").map(\.list) == ["new"])
                _ = try await hub.invite(until: running.clock.now, ListRights(["wg"]))
                _ = try await hub.add([record("d")], to: "wg")
                #expect(try await hub.publish("wg").map(\.list) == ["wg"])

                let fault = await #expect(throws: Fault(.init("trust.role"), "")) { try await hub.revoke(identifier) }
                #expect(fault?.message.contains("the device is shut out") == true)
                #expect(try await hub.devices().first?.revoked != nil)
                let keys = try names(hub.folder.keys.appending(path: "lists"), ".key")
                #expect(keys == ["nat.key", "new.2.key", "wg.3.key"])

                try? FileManager.default.removeItem(at: file)
                try good.write(to: file)
                #expect(try await hub.publish().map(\.list) == ["nat"])
                #expect(try await hub.listTroubles().isEmpty)
                #expect(try names(hub.folder.keys.appending(path: "lists"), "nat") == ["nat.2.key"])
            }
        }
    }

    @Test("A list is deleted though its metadata are damaged, and the others go on", arguments: Damage.allCases)
    func deleted(damage: Damage) async throws {
        try await RunningHub.inFolder { folder in
            let hub = try await RunningHub.create(at: folder, TestClock())
            try await two(hub)
            let files = try versions(hub)
            try spoil(try #require(files.last), damage, older: files[0])
            try await hub.deleteList("nat")
            #expect(try await hub.listTroubles().isEmpty)
            try await hub.change("wg", [.put(record("c"))])
            #expect(try await hub.publish().map(\.list) == ["wg"])
            await #expect(throws: Fault(.init("hub.list.deleted"), "")) {
                try await hub.change("nat", [.put(record("a"))])
            }
        }
    }

    @Test("An earlier version that is damaged stops nothing", arguments: Damage.allCases)
    func earlier(damage: Damage) async throws {
        try await RunningHub.inFolder { folder in
            let hub = try await RunningHub.create(at: folder, TestClock())
            try await two(hub)
            let files = try versions(hub)
            try spoil(files[0], damage, older: files[1])
            for list in ["nat", "wg"] { try await hub.change(list, [.put(record("c"))]) }
            #expect(try await hub.publish().map(\.list).sorted() == ["nat", "wg"])
            #expect(try await hub.publish().isEmpty)
        }
    }

    @Test("The key that signs for one list stops that list alone", arguments: [Damage.gone, .garbage, .folder])
    func signingKey(damage: Damage) async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await RunningHub.create(at: folder, clock)
            try await two(hub)
            let keys = hub.folder.keys.appending(path: "repository")
            let key = keys.appending(path: try #require(try names(keys, "nat-").first))
            let good = try Data(contentsOf: key)
            try spoil(key, damage, older: key)
            for list in ["nat", "wg"] { try await hub.change(list, [.put(record("c"))]) }
            var told: [Fault] = []
            #expect(try await hub.publish("wg") { told.append($0) }.map(\.list) == ["wg"])
            #expect(told.map(\.code) == [.init("trust.key")])
            // All are half expired, and signed again but this one.
            clock.advance(seconds: 400 * 86_400)
            #expect(try await hub.publisher.renew(now: clock.now.date).keys.sorted() == ["nat"])
            #expect(try await hub.publisher.renew(now: clock.now.date).keys.sorted() == ["nat"])
            try? FileManager.default.removeItem(at: key)
            try good.write(to: key)
            #expect(try await hub.publish().map(\.list) == ["nat"])
            #expect(try await hub.publisher.renew(now: clock.now.date).isEmpty)
        }
    }

    @Test("A device is shut out though nobody can tell which lists there are")
    func shutOut() async throws {
        try await RunningHub.with { running in
            try await two(running.hub)
            try await running.withDevice { device in
                let identifier = try #require(UUIDv7(device.answer.device))
                let metadata = running.hub.folder.repository.appending(path: "metadata")
                for name in try names(metadata, "targets.json") {
                    try Data("{".utf8).write(to: metadata.appending(path: name))
                }
                let fault = await #expect(throws: Fault.self) { try await running.hub.revoke(identifier) }
                #expect(fault?.message.contains("the device is shut out") == true)
                #expect(try await running.hub.inventory.find(identifier)?.revoked != nil)
                #expect(try await device.client.send(.get, "/v1/messages").status != 200)
            }
        }
    }
}
