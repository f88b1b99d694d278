import Crypto
import DeviceIdentity
import Foundation
import Ground
import Testing
import Watchlist

@testable import Hub

@Suite("Notices of list keys follow each other", .timeLimit(.minutes(20))) struct KeyNoticeTests {
    /// Less than the clock may be wrong by, in seconds.
    private let ahead: Int64 = 20 * 3600

    @Test("whatever the hub's clock says: one that names something else is later, one that says the same is the same")
    func order() async throws {
        try await RunningHub.with { running in
            for list in ["nat", "wg"] { try await running.hub.change(list, []) }
            let end = Timestamp(running.clock.now.date + 60)
            let code = try await running.hub.invite(until: end, ListRights(["wg"])).code
            try await running.withDevice(code: code) { (device: EnrolledDevice) async throws in
                let identifier = try #require(UUIDv7(device.answer.device))
                let first = try await device.notice()
                #expect(first.issued == running.clock.now && first.lists == ["wg"])
                running.clock.advance(seconds: ahead)
                #expect(try await device.notice().issued == first.issued)
                try await running.hub.rotateListKeys(["wg"])
                let later = try await device.notice()
                #expect(later.issued == running.clock.now)
                // Somebody has set the clock right.
                running.clock.advance(seconds: -ahead)
                #expect(try await device.notice().issued == later.issued)
                try await running.hub.allow(identifier, .all)
                let right = try await device.notice()
                #expect(right.lists == ["nat", "wg"])
                #expect(right.issued == Timestamp(milliseconds: later.issued.milliseconds + 1))
                // Nor is it forgotten over a restart.
                let again = try RunningHub.open(at: running.hub.folder.root, running.clock)
                try await again.allow(identifier, ListRights(["wg"]))
                let known = try #require(try await again.inventory.find(identifier))
                let body = try await again.listKeyNotice(for: known).notice
                let notice: ListKeyNotice = try WireJSON.decode(
                    from: body, limit: ListKeyNotice.limit, naming: "the notice")
                let last = try notice.verified(device: device.answer.device, key: again.receiptKey.publicKey)
                #expect(last.issued > right.issued)
            }
        }
    }

    @Test("A key that was another one for a while is told anew, under the name that it had")
    func flipped() async throws {
        try await RunningHub.with { running in
            // Nothing of it is published: nobody can tell here which of the two is the right one.
            for list in ["nat", "wg"] { try await running.hub.change(list, []) }
            let file = running.hub.folder.keys.appending(path: "lists/nat.key")
            let good = try Data(contentsOf: file)
            try await running.withDevice { (device: EnrolledDevice) async throws in
                let first = try await device.notice()
                var flipped = good
                flipped[5] ^= 4
                try flipped.write(to: file)
                let wrong = try await device.notice()
                #expect(wrong.issued > first.issued && wrong.digest != first.digest)
                try good.write(to: file)
                let right = try await device.notice()
                #expect(right.issued > wrong.issued && right.digest == first.digest)
                #expect(right.listKeys.map(\.identifier) == ["nat-1", "wg-1"])
                #expect(try await device.notice().issued == right.issued)
            }
        }
    }

    @Test(
        "They go on while what is published cannot be told: a right that was taken is told, and no list goes for nothing"
    )
    func untold() async throws {
        try await RunningHub.with { running in
            let hub = running.hub
            for list in ["nat", "wg"] { try await hub.change(list, [.remove(id: "nobody")]) }
            _ = try await hub.publish()
            try await running.withDevice { (device: EnrolledDevice) async throws in
                let identifier = try #require(UUIDv7(device.answer.device))
                #expect(try await device.notice().lists == ["nat", "wg"])
                let timestamp = hub.folder.repository.appending(path: "metadata/timestamp.json")
                try FileManager.default.moveItem(at: timestamp, to: timestamp.appendingPathExtension("away"))
                #expect(try await device.notice().lists == ["nat", "wg"])
                _ = try? await hub.allow(identifier, ListRights(["wg"]))
                #expect(try await device.notice().lists == ["wg"])
                // A hub that has never read it: what it has not lost is given, and nothing is withdrawn by its silence.
                let again = try Hub(at: hub.folder.root) { running.clock.now }
                try FileManager.default.removeItem(at: hub.folder.keys.appending(path: "lists/nat.key"))
                #expect(try again.usableKeys(ListRights(["wg"])).lists == ["wg"])
                let all = try again.usableKeys(.all)
                #expect(all.lists == nil && all.keys.map(\.list) == ["wg"])
            }
        }
    }

    @Test("A device that was told of fewer lists while the clock was ahead has no more time than any other")
    func told() async throws {
        try await RunningHub.with { running in
            for list in ["nat", "wg"] { try await running.hub.change(list, [.remove(id: "nobody")]) }
            _ = try await running.hub.publish()
            try await running.withDevice { (device: EnrolledDevice) async throws in
                func alarms() async throws -> [DeviceAlarm.Kind] {
                    let body = #"{"software":"1","generations":{"nat":1,"wg":1},"queueDepth":0,"state":"ready"}"#
                    #expect(try await device.client.send(.post, "/v1/health", body: Data(body.utf8)).status == 204)
                    return try await running.hub.devices().flatMap(\.alarms).map(\.kind)
                }
                running.clock.advance(seconds: ahead)
                try await running.hub.allow(try #require(UUIDv7(device.answer.device)), ListRights(["wg"]))
                _ = try await device.notice()
                running.clock.advance(seconds: -ahead)
                #expect(try await alarms() == [])
                running.clock.advance(seconds: 601)
                #expect(try await alarms() == [.claims])
            }
        }
    }
}
