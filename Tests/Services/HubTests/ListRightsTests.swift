import Crypto
import DeviceIdentity
import Foundation
import Ground
import Testing
import Watchlist

@testable import Hub

@Suite("Which device may have which list") struct ListRightsTests {
    /// The lists whose keys `GET /v1/keys` gives a device.
    private func keys(_ device: EnrolledDevice) async throws -> [String] {
        let answer = try await device.client.send(.get, "/v1/keys")
        let notice: ListKeyNotice = try WireJSON.decode(
            from: answer.body, limit: ListKeyNotice.limit, naming: "the notice")
        let receiptKey = try Curve25519.Signing.PublicKey(rawRepresentation: device.answer.receiptKey)
        return try notice.verified(device: device.answer.device, key: receiptKey).listKeys.map(\.list).sorted()
    }

    @Test("An invitation for some lists brings the keys of these, at the enrolment and ever after")
    func invited() async throws {
        try await RunningHub.with { running in
            for list in ["interpol", "national", "local"] { try await running.hub.change(list, []) }
            let rights = ListRights(["interpol", "local"])
            let code = try await running.hub.invite(until: Timestamp(running.clock.now.date + 60), rights).code
            try await running.withDevice(code: code) { device in
                #expect(device.answer.listKeys.map(\.list).sorted() == ["interpol", "local"])
                #expect(try await keys(device) == ["interpol", "local"])
                // A list that comes later is not among what was granted.
                try await running.hub.change("new", [])
                #expect(try await keys(device) == ["interpol", "local"])
            }
        }
    }

    @Test("Rights that change are in the next answer; without rights of its own a device has every list")
    func changed() async throws {
        try await RunningHub.with { running in
            for list in ["interpol", "national"] { try await running.hub.change(list, []) }
            try await running.withDevice { device in
                let identifier = try #require(UUIDv7(device.answer.device))
                #expect(try await keys(device) == ["interpol", "national"])
                try await running.hub.allow(identifier, ListRights(["national"]))
                #expect(try await keys(device) == ["national"])
                try await running.hub.allow(identifier, ListRights([]))
                #expect(try await keys(device) == [])
                try await running.hub.allow(identifier, .all)
                #expect(try await keys(device) == ["interpol", "national"])
            }
            await #expect(throws: Fault(.init("hub.unknownDevice"), "")) { try await running.hub.allow(UUIDv7(), .all) }
            await #expect(throws: Fault(.init("hub.list"), "")) {
                try await running.hub.invite(until: running.clock.now, ListRights(["interpool"]))
            }
        }
    }

    @Test(
        "A list that a device may not have and claims is an alarm, once it has long known; until it has heard it is none"
    )
    func narrowed() async throws {
        try await RunningHub.with { running in
            for list in ["interpol", "national"] {
                try await running.hub.change(list, [.remove(id: "nobody")])
            }
            _ = try await running.hub.publish()
            try await running.withDevice { device in
                let identifier = try #require(UUIDv7(device.answer.device))
                func alarms() async throws -> [String] {
                    let body =
                        #"{"software":"1","generations":{"interpol":1,"national":1},"queueDepth":0,"state":"ready"}"#
                    #expect(try await device.client.send(.post, "/v1/health", body: Data(body.utf8)).status == 204)
                    return try await running.hub.devices().flatMap(\.alarms).map(\.text)
                }
                #expect(try await alarms() == [])
                try await running.hub.allow(identifier, ListRights(["national"]))
                // It sleeps for a month, and says what it has before it asks for anything.
                running.clock.advance(seconds: 30 * 86_400)
                #expect(try await alarms() == [])
                #expect(try await keys(device) == ["national"])
                running.clock.advance(seconds: 600)
                #expect(try await alarms() == [])
                // Asking again begins no new time.
                _ = try await keys(device)
                running.clock.advance(seconds: 1)
                let found = try await alarms()
                #expect(found.count == 1 && found.first?.contains("'interpol'") == true)
                // What it may have again is well.
                try await running.hub.clearAlarms(of: identifier)
                try await running.hub.allow(identifier, .all)
                #expect(try await alarms() == [])
                // Another list is taken away: it has another time to hear of it.
                try await running.hub.allow(identifier, ListRights(["interpol"]))
                #expect(try await alarms() == [])
            }
        }
    }

    @Test("A device that may have only a list that was deleted is named: it searches nobody")
    func deleted() async throws {
        try await RunningHub.with { running in
            for list in ["interpol", "national"] { try await running.hub.change(list, []) }
            try await running.withDevice { device in
                let identifier = try #require(UUIDv7(device.answer.device))
                try await running.hub.allow(identifier, ListRights(["national"]))
                #expect(try await running.hub.devices().map(\.hasNoList) == [false])
                try await running.hub.deleteList("national")
                let devices = try await running.hub.devices()
                #expect(devices.map(\.hasNoList) == [true])
                #expect(try await keys(device) == [])
                let page = InventoryPage(
                    title: "centre", devices: devices, now: running.clock.now, rootEnds: running.clock.now,
                    besideOthers: []
                ).html
                #expect(page.contains("it searches nobody"))
                try await running.hub.allow(identifier, ListRights(["interpol"]))
                #expect(try await running.hub.devices().map(\.hasNoList) == [false])
            }
        }
    }
}
