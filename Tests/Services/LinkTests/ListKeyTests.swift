import DeviceIdentity
import Foundation
import Ground
import Hub
import Testing

@testable import Link

@Suite("List keys come from the hub")
struct ListKeyTests {
    /// What the station makes of the notice that the link has brought.
    private func offered(to device: Device) throws -> [String] {
        let notice: ListKeyNotice = try WireJSON.load(from: device.state.link.incomingKeys, limit: ListKeyNotice.limit)
        let keys = try notice.verified(device: device.station.device, key: device.station.receiptKey).listKeys
        for key in keys { _ = try device.station.key.open(key.sealed, for: .listKey) }
        return keys.map(\.list).sorted()
    }

    @Test("The station's notice names the lists that the device may have, and is written only when they change")
    func rights() async throws {
        try await withDevice { center, device in
            for list in ["interpol", "national"] { try await center.hub.change(list, []) }
            try await center.serving {
                try await device.connected { tasks in
                    try await tasks.keys.round()
                    #expect(try offered(to: device) == ["interpol", "national"])
                    let before = try Data(contentsOf: device.state.link.incomingKeys)
                    try await tasks.keys.round()
                    #expect(try Data(contentsOf: device.state.link.incomingKeys) == before)
                    // Another key of that name.
                    let key = center.hub.folder.root.appending(path: "keys/lists/national.key")
                    try Data(repeating: 7, count: 32).write(to: key)
                    try await tasks.keys.round()
                    #expect(try Data(contentsOf: device.state.link.incomingKeys) != before)
                    let identifier = try #require(UUIDv7(device.link.device))
                    try await center.hub.allow(identifier, ListRights(["national"]))
                    try await tasks.keys.round()
                    #expect(try offered(to: device) == ["national"])
                }
            }
        }
    }

    @Test("A notice for another device is not believed by the station")
    func another() async throws {
        try await withDevice { center, device in
            try await withDevice { other, stranger in
                try await other.hub.change("interpol", [])
                try await other.serving {
                    _ = try await stranger.connected { try await $0.keys.round() }
                }
                try FileManager.default.createDirectory(
                    at: device.state.link.incomingKeys.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(contentsOf: stranger.state.link.incomingKeys).write(to: device.state.link.incomingKeys)
                #expect(throws: Fault(.init("list.notice"), "")) { try offered(to: device) }
            }
        }
    }

    @Test("A hub that is away leaves the notice as it was")
    func away() async throws {
        try await withDevice { center, device in
            try await center.hub.change("interpol", [])
            try await center.serving { _ = try await device.connected { try await $0.keys.round() } }
            let before = try Data(contentsOf: device.state.link.incomingKeys)
            _ = try await device.connected { tasks in
                await #expect(throws: Fault(.init("hub.unreachable"), "")) { try await tasks.keys.round() }
            }
            #expect(try Data(contentsOf: device.state.link.incomingKeys) == before)
        }
    }
}
