import Crypto
import DeviceIdentity
import Foundation
import Ground
import Testing

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
}
