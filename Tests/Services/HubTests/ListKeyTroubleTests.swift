import DeviceIdentity
import Fingerprint
import Foundation
import Ground
import Testing
import Watchlist

@testable import Hub

@Suite("A list whose key file is not as it was", .timeLimit(.minutes(20))) struct ListKeyTroubleTests {
    enum Trouble: String, CaseIterable { case damaged, lost, another }

    private func record(_ id: String) -> WatchlistRecord {
        WatchlistRecord(
            id: id, notice: .red, reference: id,
            parts: [RecordPart(finger: .rightIndex, template: WipingBytes(Array(id.utf8)))])
    }

    private func file(_ hub: Hub) -> URL { hub.folder.keys.appending(path: "lists/nat.key") }

    private func spoil(_ hub: Hub, _ trouble: Trouble) throws {
        switch trouble {
        case .damaged: try Data("xx".utf8).write(to: file(hub))
        case .lost: try FileManager.default.removeItem(at: file(hub))
        case .another: try Data(repeating: 7, count: 32).write(to: file(hub))
        }
    }

    private func names(_ hub: Hub) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: hub.folder.keys.appending(path: "lists").path)
            .filter { $0.hasSuffix(".key") }.sorted()
    }

    private func two(_ hub: Hub) async throws {
        for list in ["nat", "wg"] { try await hub.change(list, [.put(record("a"))]) }
        _ = try await hub.publish()
    }

    /// What is thrown, which must be about that list's key.
    private func trouble(_ body: () async throws -> Void) async throws -> String {
        do { try await body() } catch let fault as Fault {
            #expect(fault.code == .init("hub.list.key"))
            #expect(fault.message.contains("the list 'nat'"))
            #expect(!fault.message.contains("ridgeline-hub allow"))
            return fault.message
        }
        Issue.record("nothing is thrown")
        return ""
    }

    @Test(
        "is named, gets no other key behind anybody's back, and keeps no other list waiting; the file comes back and all is well",
        arguments: Trouble.allCases)
    func named(how: Trouble) async throws {
        try await RunningHub.with { running in
            let hub = running.hub
            try await two(hub)
            let good = try Data(contentsOf: file(hub))
            try spoil(hub, how)
            let present = try names(hub)

            #expect(try await hub.add([record("b")], to: "wg").extended.isEmpty)
            #expect(try await hub.publish("wg").map(\.list) == ["wg"])
            let added = try await trouble { _ = try await hub.add([record("b")], to: "nat") }
            #expect(added.contains("nothing was changed"))
            #expect(try await hub.publish().isEmpty)

            if how == .another {
                try await hub.change("nat", [.put(record("c"))])
                try await hub.change("wg", [.put(record("c"))])
                var told: [Fault] = []
                #expect(try await hub.publish("wg") { told.append($0) }.map(\.list) == ["wg"])
                #expect(told.map(\.code) == [.init("hub.list.key")])
                let kept = try await trouble { _ = try await hub.publish("nat") }
                #expect(kept.contains("is kept"))
            } else {
                let changed = try await trouble { try await hub.change("nat", [.put(record("c"))]) }
                #expect(changed.contains("nothing was changed"))
            }

            for _ in 1...2 { _ = try await trouble { _ = try await hub.rotateListKeys(["nat"]) } }
            #expect(try names(hub) == present)
            #expect(try await hub.rotateListKeys(["wg"]) == ["wg"])
            try await running.withDevice { (device: EnrolledDevice) async throws in
                let revoked = try await trouble {
                    _ = try await hub.revoke(try #require(UUIDv7(device.answer.device)))
                }
                #expect(revoked.contains("the device is shut out"))
                #expect(try await device.client.send(.get, "/v1/keys").code == "hub.revoked")
            }
            #expect(try names(hub) == (how == .lost ? ["wg.3.key"] : ["nat.key", "wg.3.key"]))

            try good.write(to: file(hub))
            // The device that was shut out has the key: it is another one at once.
            #expect(try await hub.publish().map(\.list) == (how == .another ? ["nat"] : []))
            #expect(try names(hub) == ["nat.2.key", "wg.3.key"])
            #expect(try await hub.add([record("a")], to: "nat").known == ["a": 1])
        }
    }

    @Test("can be deleted, when no backup has its key", arguments: Trouble.allCases)
    func deleted(how: Trouble) async throws {
        try await RunningHub.with { running in
            try await two(running.hub)
            try spoil(running.hub, how)
            try await running.hub.deleteList("nat")
            #expect(try names(running.hub) == ["wg.key"])
            try await running.hub.change("wg", [.put(record("b"))])
            #expect(try await running.hub.publish().map(\.list) == ["wg"])
        }
    }

    @Test("gets another key when it is asked for while nothing is published: what waits is not sealed with it")
    func unpublished() async throws {
        try await RunningHub.with { running in
            let hub = running.hub
            try await hub.change("nat", [.put(record("a"))])
            try spoil(hub, .damaged)
            let advice = try await trouble { _ = try await hub.publish() }
            #expect(advice.contains("rotate-keys --lists nat"))
            #expect(try await hub.rotateListKeys(["nat"]) == ["nat"])
            #expect(try await hub.publish().map(\.records) == [1])
            #expect(try names(hub) == ["nat.2.key"])
        }
    }

    @Test(
        "is named to a device all the same, without a key, is an alarm, and keeps back no other list's key, also one that has another",
        arguments: Trouble.allCases)
    func notice(how: Trouble) async throws {
        try await RunningHub.with { running in
            try await two(running.hub)
            try await running.withDevice { (device: EnrolledDevice) async throws in
                func alarms() async throws -> [DeviceAlarm.Kind] {
                    try await running.hub.devices().flatMap(\.alarms).map(\.kind)
                }
                #expect(try await device.notice().listKeys.map(\.identifier) == ["nat-1", "wg-1"])
                let good = try Data(contentsOf: file(running.hub))
                try spoil(running.hub, how)
                try await running.hub.rotateListKeys(["wg"])
                let notice = try await device.notice()
                #expect(notice.lists == ["nat", "wg"])
                #expect(notice.listKeys.map(\.identifier) == ["wg-2"])
                #expect(try await alarms() == [.listKey])
                #expect(try await running.hub.listTroubles().mapValues(\.code) == ["nat": .init("hub.list.key")])
                try await running.withDevice { (new: EnrolledDevice) async throws in
                    #expect(new.answer.listKeys.map(\.identifier) == ["wg-2"])
                }
                #expect(try await running.hub.devices().flatMap(\.alarms).first?.text.contains("'nat'") == true)

                try good.write(to: file(running.hub))
                let mended = try await device.notice()
                #expect(mended.listKeys.map(\.identifier) == ["nat-1", "wg-2"] && mended.issued > notice.issued)
                try spoil(running.hub, how)
                try await running.hub.deleteList("nat")
                #expect(try await device.notice().lists == ["wg"])
            }
        }
    }

    @Test("is not needed for the keys of others, nor is what the hub has signed of the list")
    func role() async throws {
        try await RunningHub.with { running in
            try await two(running.hub)
            try await running.withDevice { (device: EnrolledDevice) async throws in
                let metadata = running.hub.folder.repository.appending(path: "metadata")
                for name in try FileManager.default.contentsOfDirectory(atPath: metadata.path)
                where name.hasSuffix("nat.json") {
                    try FileManager.default.removeItem(at: metadata.appending(path: name))
                }
                #expect(try await device.notice().listKeys.map(\.list) == ["nat", "wg"])
            }
        }
    }

    @Test("is no alarm of a device that may not have the list")
    func others() async throws {
        try await RunningHub.with { running in
            try await two(running.hub)
            try spoil(running.hub, .damaged)
            let end = Timestamp(running.clock.now.date + 60)
            let code = try await running.hub.invite(until: end, ListRights(["wg"])).code
            try await running.withDevice(code: code) { (device: EnrolledDevice) async throws in
                #expect(try await device.notice().lists == ["wg"])
                #expect(try await running.hub.devices().flatMap(\.alarms).isEmpty)
            }
        }
    }

    @Test("leaves a device the keys of the other lists")
    func keys() async throws {
        try await RunningHub.with { running in
            try await two(running.hub)
            try spoil(running.hub, .damaged)
            try await running.withDevice { (device: EnrolledDevice) async throws in
                #expect(device.answer.listKeys.map(\.list) == ["wg"])
            }
        }
    }
}
