import Crypto
import DeviceIdentity
import Fingerprint
import Foundation
import Ground
import Testing
import TrustedUpdate
import Watchlist

@testable import Hub

@Suite("Lists") struct ListTests {
    private func record(_ id: String) -> WatchlistRecord {
        WatchlistRecord(
            id: id, notice: .red, reference: id,
            parts: [RecordPart(finger: .rightIndex, template: WipingBytes(Array(id.utf8)))])
    }

    @Test(
        "A change that could never be published is refused when it is decided, and keeps no other waiting",
        arguments: ["", String(repeating: "x", count: 65), "cafe\u{301}"])
    func unpublishable(id: String) async throws {
        try await RunningHub.with { running in
            for change in [ListChange.put(record(id)), .remove(id: id)] {
                await #expect(throws: Fault(.init("list.record"), "")) {
                    try await running.hub.change("interpol", [.put(record("anna")), change])
                }
            }
            try await running.hub.change("interpol", [.put(record("caf\u{e9}"))])
            #expect(try await running.hub.publish().map(\.records) == [1])
        }
    }

    @Test("What is published is verified, fetched and opened by a device that enrolled")
    func published() async throws {
        try await RunningHub.with { running in
            try await running.hub.change("interpol", [.put(record("anna")), .put(record("boris"))])
            let first = try await running.hub.publish()
            #expect(first.map(\.generation) == [1] && first.map(\.records) == [2] && first.map(\.isNew) == [true])
            try await running.withDevice { device in
                let sealed = try #require(device.answer.listKeys.first)
                #expect(device.answer.listKeys.count == 1 && sealed.list == "interpol")
                var recipient = try HPKE.Recipient(
                    privateKey: device.asking.station, ciphersuite: .Curve25519_SHA256_ChachaPoly,
                    info: Data("ridgeline list key v1".utf8), encapsulatedKey: sealed.sealed.prefix(32))
                let secret = try recipient.open(sealed.sealed.dropFirst(32))
                let key = try ListKey(identifier: sealed.identifier, list: sealed.list, secret: WipingBytes(secret))

                let scratch = running.hub.folder.root.appending(path: "scratch")
                let store = try ListStore(
                    directory: scratch.appending(path: "lists"), trust: scratch.appending(path: "trust"),
                    trustedRoot: device.answer.trustedRoot, listKeys: [key],
                    storageKey: WipingBytes([UInt8](repeating: 7, count: 32)))
                func inForce() async throws -> [String] {
                    _ = try await store.update(from: running.hub.folder.repository, now: running.clock.now.date)
                    return try await store.load().lists.flatMap { $0.records.map(\.id) }.sorted()
                }
                let before = try await inForce()
                #expect(before == ["anna", "boris"])

                try await running.hub.change("interpol", [.remove(id: "anna"), .put(record("clara"))])
                let second = try await running.hub.publish()
                #expect(second.map(\.generation) == [2] && second.first?.deltaBytes != nil)
                let after = try await inForce()
                #expect(after == ["boris", "clara"])

                // Every published file is there for devices to fetch.
                let targets = running.hub.folder.repository.appending(path: "targets")
                for path in try FileManager.default.subpathsOfDirectory(atPath: targets.path)
                where path.hasSuffix(".rll") {
                    let answer = try await device.client.send(.get, "/v1/targets/\(path)")
                    #expect(answer.status == 200)
                    #expect(try answer.body == Data(contentsOf: targets.appending(path: path)))
                }
            }
        }
    }

    @Test("Changes wait for their publication, through a restart, and a change that changes nothing brings out nothing")
    func pending() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await RunningHub.create(at: folder, clock)
            try await hub.change("interpol", [.put(record("anna"))])
            try await hub.change("national", [.put(record("boris")), .remove(id: "boris")])
            let again = try RunningHub.open(at: folder, clock)
            let first = try await again.publish()
            #expect(first.map(\.list) == ["interpol", "national"] && first.map(\.records) == [1, 0])
            let nothing = try await again.publish()
            #expect(nothing.isEmpty)
            try await again.change("interpol", [.put(record("anna")), .remove(id: "nobody")])
            let idle = try await again.publish()
            #expect(idle.map(\.isNew) == [false] && idle.map(\.generation) == [1])
        }
    }

    @Test("Two who publish at once, as two processes would, do not get in each other's way")
    func concurrent() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hubs = [try await RunningHub.create(at: folder, clock), try RunningHub.open(at: folder, clock)]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    let (hub, record) = (hubs[number % 2], record("p\(number)"))
                    group.addTask {
                        try await hub.change("interpol", [.put(record)])
                        _ = try await hub.publish()
                    }
                }
                try await group.waitForAll()
            }
            try await hubs[0].change("interpol", [.remove(id: "p0")])
            let last = try await hubs[0].publish()
            #expect(last.map(\.records) == [7])
        }
    }

    @Test("No byte of a template lies open in the hub's folder")
    func sealedAtRest() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await RunningHub.create(at: folder, clock)
            let template = (0..<200).map { _ in UInt8.random(in: 0...255) }
            let record = WatchlistRecord(
                id: "anna", notice: .red, reference: "",
                parts: [
                    RecordPart(finger: .unknown, template: WipingBytes(template))
                ])
            try await hub.change("interpol", [.put(record)])
            func traces() throws -> [String] {
                try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
                    let data = (try? Data(contentsOf: folder.appending(path: path))) ?? Data()
                    return data.range(of: Data(template.prefix(16))) != nil
                }
            }
            #expect(try traces() == [])
            _ = try await hub.publish()
            #expect(try traces() == [])
        }
    }
}
