import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Hub
import SmallDisk
import Testing

@testable import Link

@Suite(
    "What comes down from a hub, on a full disk", .serialized,
    .enabled(if: SmallDisk.isGiven, SmallDisk.elsewhere))
struct FullDiskTests {
    private let disk: SmallDisk

    init() throws { disk = try SmallDisk() }

    /// A device on the small disk; its hub is elsewhere.
    private func withDevice(_ body: (LoopbackHub, Device) async throws -> Void) async throws {
        try await LoopbackHub.inFolder { folder in
            let center = try await LoopbackHub(folder.appending(path: "hub"))
            let state = disk.place("device")
            defer { disk.giveBack(state) }
            try await center.serving { try await body(center, Device(at: center.hub, in: state)) }
        }
    }

    @Test("The notice of list keys before stays, whole, and the new one comes when there is room")
    func keys() async throws {
        try await withDevice { center, device in
            try await center.hub.change("interpol", [])
            try await device.connected { tasks in
                try await tasks.keys.round()
                let before = try Data(contentsOf: device.state.link.incomingKeys)
                try await center.hub.change("national", [])
                try disk.leaveFree(0)
                await #expect(throws: Fault(.init("disk.write"), "")) { try await tasks.keys.round() }
                #expect(try Data(contentsOf: device.state.link.incomingKeys) == before)
                disk.giveBack()
                try await tasks.keys.round()
                let notice: ListKeyNotice = try WireJSON.load(
                    from: device.state.link.incomingKeys, limit: ListKeyNotice.limit)
                let now = try notice.verified(device: device.station.device, key: device.station.receiptKey)
                #expect(now.listKeys.map(\.list).sorted() == ["interpol", "national"])
            }
        }
    }

    @Test("Whatever write of a reply it fails: none is lost, and those that came are whole")
    func replies() async throws {
        try await withDevice { center, device in
            let hit = UUIDv7()
            try await device.connected { tasks in
                var refused = 0
                for number in 1...12 {
                    try await center.hub.reply("reply \(number)", to: hit, on: device)
                    // Room for none, for the reply, for the reply and its number.
                    try disk.leaveFree(number % 4 * 4096)
                    do { try await tasks.messages.round() } catch {
                        #expect((error as? Fault)?.code == Fault.Code("disk.write"))
                        refused += 1
                    }
                    disk.giveBack()
                    try await tasks.messages.round()
                    #expect(try (1...number).map { try device.readReply($0) } == (1...number).map { "reply \($0)" })
                }
                #expect(refused > 2)
            }
        }
    }
}
