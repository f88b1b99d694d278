import Fingerprint
import Foundation
import Ground
import Testing
import TrustedUpdate

@testable import Watchlist

@Suite("A station's lists")
struct ListStoreTests {
    private let start = World.start

    @Test("come into force from a base, change by deltas, and are there after a restart")
    func baseAndDeltas() async throws {
        let world = try await World()
        let many = (0..<200).map { ListChange.put(record("r\($0)")) }
        let first = try await world.publisher.publish("interpol", many, now: start)
        #expect(first.generation == 1 && first.records == 200 && first.deltaBytes == nil)
        var report = try #require(try await world.station().update(from: world.published, now: start))
        #expect(report.changes.map(\.to) == [1])
        #expect(report.lists.first?.identifiers.count == 200)

        let second = try await world.publisher.publish(
            "interpol", [.put(record("a")), .remove(id: "r7"), .put(record("r8", seed: 9))], now: start)
        _ = try await world.publisher.publish("interpol", [.remove(id: "a"), .put(record("z"))], now: start)
        report = try #require(try await world.station().update(from: world.published, now: start))
        let change = try #require(report.changes.first)
        #expect(change.from == 1 && change.to == 3 && !change.usedBase)
        #expect(second.deltaBytes ?? .max < first.baseBytes ?? 0)

        let inForce = try await world.station().loadInForce()
        let list = try #require(inForce.lists.first)
        #expect(list.generation == 3)
        #expect(!list.identifiers.contains("r7") && !list.identifiers.contains("a"))
        #expect(list.identifiers.contains("z") && list.identifiers.count == 200)
        #expect(list.digest == (try await world.publisher.list("interpol"))?.digest)
        #expect(inForce.damaged.isEmpty)
        #expect(inForce.signed == start)
        #expect(!inForce.isExpired(at: start) && inForce.isExpired(at: start + 8 * 86_400))
        #expect(try await world.station().update(from: world.published, now: start) == nil)
    }

    @Test("keep every field of a record")
    func fields() async throws {
        let world = try await World()
        let until = Date(timeIntervalSince1970: 1_900_000_000.125)
        let written = WatchlistRecord(
            id: "ä-1", notice: .unSpecial, reference: "UN/1", validFrom: start, validUntil: until, caution: "Vorsicht",
            instruction: "call", fingers: [ListedFinger(position: .leftThumb, template: WipingBytes([1, 2, 3]))])
        try await world.publisher.publish("national", [.put(written)], now: start)
        let report = try #require(try await world.station().update(from: world.published, now: start))
        let read = try #require(report.lists.first?.records.first)
        #expect(read.id == "ä-1" && read.notice == .unSpecial && read.reference == "UN/1")
        #expect(read.validFrom == start && read.validUntil == until)
        #expect(read.caution == "Vorsicht" && read.instruction == "call")
        #expect(read.fingers.map(\.position) == [.leftThumb])
        #expect(read.fingers[0].template.withBytes { Array($0) } == [1, 2, 3])
        #expect(read.isValid(at: start) && !read.isValid(at: until) && !read.isValid(at: start - 1))
    }

    @Test("have the same digest for the same records, whatever their history")
    func digest() async throws {
        let world = try await World()
        let direct = try await world.publisher.publish("interpol", [.put(record("a")), .put(record("b"))], now: start)
        _ = try await world.publisher.publish("interpol", [.put(record("c")), .put(record("a", seed: 5))], now: start)
        let back = try await world.publisher.publish("interpol", [.remove(id: "c"), .put(record("a"))], now: start)
        #expect(back.digest == direct.digest)
        #expect(back.generation == 3)
    }

    @Test("bring out no generation for changes that change nothing")
    func idleChanges() async throws {
        let world = try await World()
        let first = try await world.publisher.publish("interpol", [.put(record("a"))], now: start)
        let again = try await world.publisher.publish(
            "interpol", [.put(record("a")), .remove(id: "unknown")], now: start)
        #expect(again.generation == first.generation && again.digest == first.digest)
    }

    @Test("are known to be good for longer when the centre has signed again without news")
    func renewal() async throws {
        let world = try await World()
        try await world.publisher.publish("interpol", [.put(record("a"))], now: start)
        let first = try #require(try await world.station().update(from: world.published, now: start))
        let later = start + 5 * 86_400
        try await world.repository.publish(now: later)
        let report = try #require(try await world.station().update(from: world.published, now: later))
        #expect(report.changes.isEmpty && report.lists.isEmpty)
        #expect(report.expires == first.expires + 5 * 86_400)
        #expect(try await world.station().loadInForce().signed == later)
    }
}
