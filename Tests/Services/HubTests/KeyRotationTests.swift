import Crypto
import DeviceIdentity
import Fingerprint
import Foundation
import Ground
import Testing
import Watchlist

@testable import Hub

@Suite("List keys change", .timeLimit(.minutes(20))) struct KeyRotationTests {
    private func record(_ id: String) -> WatchlistRecord {
        WatchlistRecord(
            id: id, notice: .red, reference: id,
            parts: [RecordPart(finger: .rightIndex, template: WipingBytes(Array(id.utf8)))])
    }

    /// A station's store of a device, with the keys that it has been given.
    private func store(_ device: EnrolledDevice, _ running: RunningHub) throws -> ListStore {
        let scratch = running.hub.folder.root.appending(path: "scratch-\(device.answer.device)")
        return try ListStore(
            directory: scratch.appending(path: "lists"), trust: scratch.appending(path: "trust"),
            trustedRoot: device.answer.trustedRoot, listKeys: try device.open(device.answer.listKeys),
            storageKey: WipingBytes([UInt8](repeating: 7, count: 32)))
    }

    private func look(_ store: ListStore, _ running: RunningHub) async throws -> UpdateReport? {
        try await store.update(from: running.hub.folder.repository, now: running.clock.now.date)
    }

    private func listed(_ store: ListStore) async throws -> [String] {
        try await store.load().lists.flatMap { list in list.records.map { "\(list.owner)/\($0.id)" } }.sorted()
    }

    @Test(
        "What is published after a device was revoked, or lost a list, does not open with its keys; the others take it",
        arguments: ["revoked", "narrowed", "rotated"])
    func shutOut(how: String) async throws {
        try await RunningHub.with { running in
            for list in ["interpol", "national"] { try await running.hub.change(list, [.put(record("before"))]) }
            _ = try await running.hub.publish()
            try await running.withDevice { (out: EnrolledDevice) async throws in
                try await running.withDevice { (stays: EnrolledDevice) async throws in
                    let (lost, kept) = (try store(out, running), try store(stays, running))
                    for store in [lost, kept] { _ = try await look(store, running) }
                    let device = try #require(UUIDv7(out.answer.device))
                    let rotated =
                        switch how {
                        case "revoked": try await running.hub.revoke(device)
                        case "narrowed": try await running.hub.allow(device, ListRights(["national"]))
                        default: try await running.hub.rotateListKeys(["interpol"])
                        }
                    #expect(rotated == (how == "revoked" ? ["interpol", "national"] : ["interpol"]))
                    // Sealed anew, and the same list: nobody who has it fetches anything.
                    #expect(try await look(kept, running)?.changes.isEmpty ?? true)
                    try await running.hub.change("interpol", [.put(record("after"))])
                    _ = try await running.hub.publish()
                    let refused = try await look(lost, running)?.refused
                    #expect(refused?["interpol"]?.code == .init("list.key"))
                    #expect(try await listed(lost) == ["interpol/before", "national/before"])
                    // Not even from nothing, with every file that the hub has ever published.
                    let anew = try store(out, running)
                    let files = running.hub.folder.repository.appending(path: "targets/lists/interpol")
                    let newest = try FileManager.default.contentsOfDirectory(atPath: files.path)
                    #expect(newest.count { $0.hasSuffix(".rll") } > 2)
                    #expect(try await look(anew, running)?.refused["interpol"] != nil)
                    await kept.use(try stays.open(try await stays.notice().listKeys))
                    _ = try await look(kept, running)
                    #expect(try await listed(kept) == ["interpol/after", "interpol/before", "national/before"])
                    let answer = try await out.client.send(.get, "/v1/keys")
                    #expect((answer.status == 403) == (how == "revoked"))
                }
            }
        }
    }

    @Test("A device that was away over several changes of a key catches up with the keys of the day; old ones are gone")
    func away() async throws {
        try await RunningHub.with { running in
            try await running.hub.change("interpol", [.put(record("p0"))])
            _ = try await running.hub.publish()
            try await running.withDevice { (sleeper: EnrolledDevice) async throws in
                let store = try store(sleeper, running)
                _ = try await look(store, running)
                for number in 1...3 {
                    try await running.hub.rotateListKeys(nil)
                    try await running.hub.change("interpol", [.put(record("p\(number)"))])
                    _ = try await running.hub.publish()
                }
                let notice = try await sleeper.notice()
                #expect(notice.listKeys.map(\.identifier) == ["interpol-4"])
                await store.use(try sleeper.open(notice.listKeys))
                _ = try await look(store, running)
                #expect(try await listed(store) == ["interpol/p0", "interpol/p1", "interpol/p2", "interpol/p3"])
                // Who enrols now needs no other key either.
                try await running.withDevice { (new: EnrolledDevice) async throws in
                    #expect(new.answer.listKeys.map(\.identifier) == ["interpol-4"])
                    let fresh = try self.store(new, running)
                    _ = try await look(fresh, running)
                    #expect(try await listed(fresh).count == 4)
                }
            }
        }
    }

    @Test("A key becomes ninety days old, or as old as the hub was told, and each list's key by itself")
    func age() async throws {
        try await RunningHub.with { running in
            let hub = running.hub
            func keys() throws -> [String] { try hub.listKeys.all().map(\.identifier) }
            try await hub.change("interpol", [.put(record("a"))])
            running.clock.advance(seconds: 40 * 86_400)
            try await hub.change("national", [.put(record("b"))])
            _ = try await hub.publish()
            let age: TimeInterval = 90 * 86_400
            // A file's time is rounded: not to the moment.
            running.clock.advance(seconds: 50 * 86_400 - 1)
            #expect(try await hub.rotateListKeys(olderThan: age) == [])
            running.clock.advance(seconds: 2)
            #expect(try await hub.rotateListKeys(olderThan: age) == ["interpol"])
            #expect(try keys() == ["interpol-2", "national-1"])
            #expect(try await hub.rotateListKeys(olderThan: age) == [])
            running.clock.advance(seconds: 40 * 86_400)
            #expect(try await hub.rotateListKeys(olderThan: age) == ["national"])
            #expect(try keys() == ["interpol-2", "national-2"])
        }
    }

    @Test("A change of keys that was interrupted after the device was shut out is finished by the next publication")
    func interrupted() async throws {
        try await RunningHub.with { running in
            try await running.hub.change("interpol", [.put(record("a"))])
            _ = try await running.hub.publish()
            try await running.withDevice { (device: EnrolledDevice) async throws in
                let worn = WornPlace(running.hub.folder.repository.appending(path: "metadata/timestamp.json"))
                let identifier = try #require(UUIDv7(device.answer.device))
                await #expect(throws: Fault(.init("disk.write"), "")) { try await running.hub.revoke(identifier) }
                #expect(try await device.client.send(.get, "/v1/keys").code == "hub.revoked")
                // Both, as what is published is sealed with the old one still.
                #expect(try running.hub.listKeys.all().count == 2)
                worn.mend()
                _ = try await RunningHub.open(at: running.hub.folder.root, running.clock).publish()
                let key = try #require(try running.hub.listKeys.all().only)
                #expect(key.identifier == "interpol-2" || key.identifier == "interpol-3")
                #expect(try await running.hub.finishKeyRotations() == [])
            }
        }
    }

    @Test(
        "Several hubs on one store change keys and lists at once: one key is left, and it opens all that is published")
    func several() async throws {
        try await RunningHub.with { running in
            let hubs = [running.hub, try RunningHub.open(at: running.hub.folder.root, running.clock)]
            try await running.hub.change("interpol", [.put(record("p"))])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    let (hub, record) = (hubs[number % 2], record("p\(number)"))
                    group.addTask {
                        if number % 4 < 2 {
                            try await hub.change("interpol", [.put(record)])
                            _ = try await hub.publish()
                        } else {
                            try await hub.rotateListKeys(["interpol"])
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try running.hub.listKeys.all().count == 1)
            try await running.withDevice { (device: EnrolledDevice) async throws in
                let store = try store(device, running)
                _ = try await look(store, running)
                #expect(try await listed(store).count == 5)
            }
        }
    }

    @Test("A list file is for devices that may have the list")
    func rights() async throws {
        try await RunningHub.with { running in
            for list in ["interpol", "national"] { try await running.hub.change(list, [.put(record("a"))]) }
            _ = try await running.hub.publish()
            let code = try await running.hub.invite(
                until: Timestamp(running.clock.now.date + 60), ListRights(["national"])
            ).code
            try await running.withDevice(code: code) { device in
                let targets = running.hub.folder.repository.appending(path: "targets/lists")
                for (list, status) in [("national", 200), ("interpol", 403)] as [(String, UInt)] {
                    let name = try #require(
                        try FileManager.default.contentsOfDirectory(atPath: targets.appending(path: list).path).first)
                    for method in [.get, .head] as [HubClient.Method] {
                        let answer = try await device.client.send(method, "/v1/targets/lists/\(list)/\(name)")
                        #expect(answer.status == status)
                    }
                }
            }
        }
    }
}

extension Collection {
    fileprivate var only: Element? { count == 1 ? first : nil }
}

extension EnrolledDevice {
    /// What the station makes of sealed keys.
    fileprivate func open(_ sealed: [SealedListKey]) throws -> [ListKey] {
        try sealed.map { one in
            var recipient = try HPKE.Recipient(
                privateKey: asking.station, ciphersuite: .Curve25519_SHA256_ChachaPoly,
                info: Data("ridgeline list key v1".utf8), encapsulatedKey: one.sealed.prefix(32))
            let secret = try recipient.open(one.sealed.dropFirst(32))
            return try ListKey(identifier: one.identifier, list: one.list, secret: WipingBytes(secret))
        }
    }

    /// What `GET /v1/keys` says.
    func notice() async throws -> ListKeyNotice.Contents {
        let body = try await client.send(.get, "/v1/keys").body
        let notice: ListKeyNotice = try WireJSON.decode(from: body, limit: ListKeyNotice.limit, naming: "the notice")
        return try notice.verified(
            device: answer.device, key: try Curve25519.Signing.PublicKey(rawRepresentation: answer.receiptKey))
    }
}
