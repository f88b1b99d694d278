import Foundation
import Ground
import Testing

@testable import Hub

@Suite("Keys for the safe") struct SafeKeyTests {
    @Test("Root and next authority's keys go to another place, the hub works on without them, and they work again when brought back")
    func moved() async throws {
        try await RunningHub.inFolder { folder in
            let hub = try await RunningHub.create(at: folder.appending(path: "hub"), TestClock())
            #expect(try hub.safeKeys.isRootHere)
            let safe = folder.appending(path: "safe")
            let moved = try hub.safeKeys.move(to: safe)
            #expect(moved.count == 4 && moved.count(where: { $0.lastPathComponent.hasPrefix("root-") }) == 3)
            #expect(try !hub.safeKeys.isRootHere)
            let left = try FileManager.default.subpathsOfDirectory(atPath: hub.folder.keys.path)
            #expect(!left.contains { $0.contains("root-") || $0.hasSuffix("authority-next.key") })
            for file in moved {
                let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
                #expect(mode == 0o600)
            }
            try await hub.change("interpol", [])
            _ = try await hub.publish()
            #expect(try hub.safeKeys.move(to: safe).isEmpty)
            await #expect(throws: Fault(.init("hub.authority.next"), "")) { try await hub.shiftAuthority() }
            let key = try #require(moved.last { $0.lastPathComponent == "authority-next.key" })
            try FileManager.default.copyItem(at: key, to: hub.folder.keys.appending(path: "authority-next.key"))
            try await hub.shiftAuthority()
        }
    }

    @Test("The hub's own folder is no safe", arguments: ["hub", "hub/keys", "hub/safe"])
    func within(place: String) async throws {
        try await RunningHub.inFolder { folder in
            let hub = try await RunningHub.create(at: folder.appending(path: "hub"), TestClock())
            #expect(throws: Fault(.init("hub.safe"), "")) { try hub.safeKeys.move(to: folder.appending(path: place)) }
            #expect(try hub.safeKeys.isRootHere)
        }
    }
}
