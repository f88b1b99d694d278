import DeviceIdentity
import Foundation
import Ground
import Hub
import Logging
import Testing

@testable import Link
@testable import Station

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
                let fault = await #expect(throws: Fault.self) {
                    try await device.connected { try await $0.lists.round() }
                }
                #expect(fault == Fault(.init("hub.revoked"), ""))
                let codes = try #require(fault).description.components(separatedBy: "[hub.revoked]")
                #expect(codes.count == 2, "it is said once")
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
                let relay = RevocationRelay(state: device.state.link, logger: .init(label: "test"))
                let renewer = Renewer(
                    identity: device.link, state: device.state.link, address: device.link.enrolmentURL,
                    clock: LinkClock(later), logger: .init(label: "test"), onRefusal: relay.take)
                await #expect(throws: Fault.self) { try await renewer.round() }
                try #require(try brought(device)).verify(device: device.station.device, key: device.station.receiptKey)
            }
        }
    }

    @Test("keeps no list key anywhere once it knows, sealed or in clear, nor one that comes late or was set aside")
    func keys() async throws {
        try await withDevice { center, first in
            try await center.hub.change("interpol", [])
            try await center.serving {
                let device = try await Device(at: center.hub, in: first.state.root.appending(path: "other"))
                try await center.hub.change("national", [])
                try await device.connected { try await $0.keys.round() }
                let (station, link) = (device.state.station, device.state.link)
                let ring = ListKeyRing(identity: device.station, state: station)
                _ = try #require(try ring.takeIncoming())
                let late = try Data(contentsOf: link.incomingKeys)
                try late.write(to: station.listKeys.appendingPathExtension("damaged-20261130T100000000"))
                try late.write(to: station.lists.deletingLastPathComponent().appending(path: "keys.json.damaged-2"))
                let needles = try needles(device, notice: late)
                #expect(try found(needles, in: device.state.root).count == needles.count)
                try await center.hub.revoke(#require(UUIDv7(device.link.device)))
                for _ in 1...2 {
                    _ = try? await device.connected { try await $0.keys.round() }
                    #expect(!FileManager.default.fileExists(atPath: link.incomingKeys.path))
                    // One that was on its way when the word came.
                    try late.write(to: link.incomingKeys)
                }
                _ = try? await device.connected { try await $0.lists.round() }
                #expect(try ring.takeRevocation() != nil)
                #expect(try found(needles, in: device.state.root) == [])
            }
        }
    }

    /// What would give the device's list keys away, as JSON has it: the notice's contents, and the keys of the
    /// enrolment.
    private func needles(_ device: Device, notice: Data) throws -> [Data] {
        let sealed = try JSONDecoder().decode(ListKeyNotice.self, from: notice)
            .verified(device: device.station.device, key: device.station.receiptKey).listKeys
        try #require(sealed.count == 2 && device.station.sealedListKeys.count == 1)
        let contents = try #require(JSONSerialization.jsonObject(with: notice) as? [String: Any])["contents"] as? String
        return try [Data(#require(contents).utf8)]
            + device.station.sealedListKeys.map { Data($0.sealed.base64EncodedString().utf8) }
    }

    /// Which of the needles lie in any file below the folder.
    private func found(_ needles: [Data], in folder: URL) throws -> [Data] {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).compactMap {
            // JSON writes some strokes with a backslash before them.
            try? Data(contentsOf: folder.appending(path: $0)).filter { $0 != UInt8(ascii: "\\") }
        }
        return needles.filter { needle in files.contains { $0.firstRange(of: needle) != nil } }
    }
}
