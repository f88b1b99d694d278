import DeviceIdentity
import Foundation
import Ground
import Hub
import Logging
import Testing

@testable import Link

@Suite("A device that the centre has revoked")
struct RevocationTests {
    private func brought(_ device: Device) throws -> RevocationNotice? {
        do throws(Fault) {
            return try WireJSON.load(from: device.state.link.incomingRevocation, limit: RevocationNotice.limit)
        } catch {
            guard error.code == .init("disk.missing") else { throw error }
            return nil
        }
    }

    @Test("learns it from any answer of the hub, signed for it alone")
    func told() async throws {
        try await withDevice { center, device in
            try await center.hub.change("interpol", [])
            let other = StateDirectory(device.state.root.appending(path: "other"))
            try await center.serving {
                let stranger = try await Device(at: center.hub, in: other.root)
                try await device.connected { try await $0.keys.round() }
                #expect(try brought(device) == nil)
                try await center.hub.revoke(#require(UUIDv7(device.link.device)))
                await #expect(throws: Fault(.init("hub.revoked"), "")) {
                    try await device.connected { try await $0.lists.round() }
                }
                let notice = try #require(try brought(device))
                try notice.verify(device: device.station.device, key: device.station.receiptKey)
                #expect(throws: Fault(.init("revocation.invalid"), "")) {
                    try notice.verify(device: stranger.station.device, key: stranger.station.receiptKey)
                }
                // The same again is not written again.
                let stamp = try FileStamp(of: device.state.link.incomingRevocation)
                for _ in 0..<2 { _ = try? await device.connected { try await $0.keys.round() } }
                #expect(try FileStamp(of: device.state.link.incomingRevocation) == stamp)
                try await stranger.connected { try await $0.keys.round() }
                #expect(try brought(stranger) == nil)
            }
        }
    }

    @Test("learns it when its certificate is renewed, however long it has slept")
    func renewal() async throws {
        try await withDevice { center, device in
            try await center.serving {
                try await center.hub.revoke(#require(UUIDv7(device.link.device)))
                let later = LinkTime(
                    now: { Date() + 300 * 86_400 }, uptime: { .zero }, sleep: { _ in }, chance: { 1 })
                let relay = RevocationRelay(file: device.state.link.incomingRevocation, logger: .init(label: "test"))
                let renewer = Renewer(
                    identity: device.link, state: device.state.link, address: device.link.enrolmentURL,
                    clock: LinkClock(later), logger: .init(label: "test"), onRefusal: relay.take)
                await #expect(throws: Fault.self) { try await renewer.round() }
                try #require(try brought(device)).verify(device: device.station.device, key: device.station.receiptKey)
            }
        }
    }
}
