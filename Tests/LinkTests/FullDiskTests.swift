import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Hub
import Testing

@testable import Link

/// A small disk that may be filled; scripts/test-full-disk makes one and sets this.
private let smallDisk = ProcessInfo.processInfo.environment["RIDGELINE_SMALL_DISK"].map { URL(filePath: $0) }

@Suite(
    "What comes down from a hub, on a full disk", .serialized,
    .enabled(if: smallDisk != nil, "scripts/test-full-disk runs these on a small disk of their own"))
struct FullDiskTests {
    private let disk: URL
    private var ballast: URL { disk.appending(path: "ballast") }

    init() throws { disk = try #require(smallDisk) }

    /// A device on the small disk; its hub is elsewhere.
    private func withDevice(_ body: (LoopbackHub, Device) async throws -> Void) async throws {
        try await LoopbackHub.inFolder { folder in
            let center = try await LoopbackHub(folder.appending(path: "hub"))
            let state = disk.appending(path: "device-\(UUIDv7())")
            defer { for file in [ballast, state] { try? FileManager.default.removeItem(at: file) } }
            try await center.serving { try await body(center, Device(at: center.hub, in: state)) }
        }
    }

    /// Leaves so many bytes free, as far as the file system's blocks allow.
    private func leaveFree(_ bytes: Int) throws {
        try? FileManager.default.removeItem(at: ballast)
        let free = try #require(
            try FileManager.default.attributesOfFileSystem(forPath: disk.path)[.systemFreeSize] as? Int)
        try Data(count: max(0, free - bytes)).write(to: ballast)
    }

    @Test("The notice of list keys before stays, whole, and the new one comes when there is room")
    func keys() async throws {
        try await withDevice { center, device in
            try await center.hub.change("interpol", [])
            try await device.connected { tasks in
                try await tasks.keys.round()
                let before = try Data(contentsOf: device.state.incomingKeys)
                try await center.hub.change("national", [])
                try leaveFree(0)
                await #expect(throws: Fault("disk.write", "")) { try await tasks.keys.round() }
                #expect(try Data(contentsOf: device.state.incomingKeys) == before)
                try FileManager.default.removeItem(at: ballast)
                try await tasks.keys.round()
                let notice: ListKeyNotice = try WireJSON.load(
                    from: device.state.incomingKeys, limit: ListKeyNotice.limit)
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
                    try leaveFree(number % 4 * 4096)
                    do { try await tasks.messages.round() } catch {
                        #expect((error as? Fault)?.code == "disk.write")
                        refused += 1
                    }
                    try FileManager.default.removeItem(at: ballast)
                    try await tasks.messages.round()
                    #expect(try (1...number).map { try device.readReply($0) } == (1...number).map { "reply \($0)" })
                }
                #expect(refused > 2)
            }
        }
    }
}
