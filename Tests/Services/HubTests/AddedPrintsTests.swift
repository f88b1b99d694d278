import Fingerprint
import Foundation
import Ground
import Testing
import Watchlist

@testable import Hub

@Suite("Prints of a record that is on the list") struct AddedPrintsTests {
    private func record(_ prints: [String], notice: NoticeKind = .red, until: Date? = nil) -> WatchlistRecord {
        WatchlistRecord(
            id: "anna", notice: notice, reference: "2026/17", validUntil: until, caution: "armed",
            parts: prints.map { RecordPart(finger: .rightIndex, template: WipingBytes(Array($0.utf8))) })
    }

    private func listed(_ hub: Hub) async throws -> WatchlistRecord? {
        try await hub.publisher.change { repository in
            try await ListPublisher(
                directory: hub.folder.lists, repository: repository, keys: try hub.listKeys.all()
            ).list("interpol")?.records.first { $0.id == "anna" }
        }
    }

    private func prints(_ record: WatchlistRecord?) -> [String] {
        record?.parts.map { String(decoding: $0.reference.withBytes(Array.init), as: UTF8.self) } ?? []
    }

    @Test("come besides its own, published or waiting, none of them twice, and what the record says stays")
    func added() async throws {
        try await RunningHub.with { running in
            let hub = running.hub
            #expect(try await hub.add([record(["one"])], to: "interpol").extended.isEmpty)
            // Still waiting.
            let second = try await hub.add([record(["one", "two"])], to: "interpol")
            #expect(second.extended == ["anna": 1] && second.known == ["anna": 1])
            _ = try await hub.publish()
            #expect(try await prints(listed(hub)) == ["one", "two"])
            let plain = WatchlistRecord(
                id: "anna", notice: .red, reference: "anna",
                parts: [RecordPart(finger: .unknown, template: WipingBytes(Array("three".utf8)))])
            #expect(try await hub.add([plain], to: "interpol").extended == ["anna": 2])
            _ = try await hub.publish()
            let now = try await listed(hub)
            #expect(prints(now) == ["one", "two", "three"])
            #expect(now?.reference == "2026/17" && now?.caution == "armed")
            let again = try await hub.add([record(["two"])], to: "interpol")
            #expect(again.extended.isEmpty && again.known == ["anna": 1])
            #expect(try await hub.publish().map(\.isNew) != [true])
            // Taken off, and not published yet: begun anew.
            try await hub.change("interpol", [.remove(id: "anna")])
            #expect(try await hub.add([record(["four"])], to: "interpol").extended.isEmpty)
            _ = try await hub.publish()
            #expect(try await prints(listed(hub)) == ["four"])
        }
    }

    @Test("are refused where the record has another notice, or its time is over")
    func refused() async throws {
        try await RunningHub.with { running in
            let hub = running.hub
            try await hub.change("interpol", [.put(record(["one"]))])
            await #expect(throws: Fault(.init("list.record"), "")) {
                try await hub.add([record(["two"], notice: .blue)], to: "interpol")
            }
            try await hub.change("interpol", [.put(record(["one"], until: hub.now().date - 1))])
            await #expect(throws: Fault(.init("hub.expired"), "")) {
                try await hub.add([record(["two"])], to: "interpol")
            }
            _ = try await hub.publish()
            #expect(try await prints(listed(hub)) == ["one"])
        }
    }

    @Test(
        "are refused as another finger than they are on the list; one that was of no finger becomes what is said of it")
    func twoFingers() async throws {
        try await RunningHub.with { running in
            let hub = running.hub
            func print(_ finger: FingerPosition) -> WatchlistRecord {
                WatchlistRecord(
                    id: "anna", notice: .red, reference: "2026/17",
                    parts: [RecordPart(finger: finger, template: WipingBytes(Array("one".utf8)))])
            }
            func fingers() async throws -> [FingerPosition?]? { try await listed(hub)?.parts.map(\.finger) }
            _ = try await hub.add([print(.unknown)], to: "interpol")
            let named = try await hub.add([print(.leftThumb)], to: "interpol")
            #expect(named.named == ["anna": 1] && named.known == ["anna": 1] && named.extended.isEmpty)
            _ = try await hub.publish()
            #expect(try await fingers() == [.leftThumb])
            #expect(try await hub.add([print(.unknown)], to: "interpol").named.isEmpty)
            let fault = await #expect(throws: Fault(.init("hub.finger"), "")) {
                try await hub.add([print(.rightThumb)], to: "interpol")
            }
            #expect(fault?.message.contains("leftThumb") == true && fault?.message.contains("rightThumb") == true)
            _ = try await hub.publish()
            #expect(try await fingers() == [.leftThumb])
        }
    }
}
