import Fingerprint
import Foundation
import GRDB
import Ground
import ListFiles
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
        #expect(report.changes.first?.news == nil)
        #expect(try await world.station().list("interpol")?.identifiers.count == 200)

        let second = try await world.publisher.publish(
            "interpol", [.put(record("a")), .remove(id: "r7"), .put(record("r8", seed: 9))], now: start)
        _ = try await world.publisher.publish("interpol", [.remove(id: "a"), .put(record("z"))], now: start)
        report = try #require(try await world.station().update(from: world.published, now: start))
        let change = try #require(report.changes.first)
        #expect(change.from == 1 && change.to == 3 && !change.usedBase)
        #expect(Set(change.news?.put.map(\.id) ?? []) == ["z", "r8"])
        #expect(Set(change.news?.removed ?? []) == ["r7", "a"])
        #expect(second.deltaBytes ?? .max < first.baseBytes ?? 0)

        let inForce = try await world.station().load()
        let list = try #require(inForce.lists.first)
        #expect(list.generation == 3)
        #expect(!list.identifiers.contains("r7") && !list.identifiers.contains("a"))
        #expect(list.identifiers.contains("z") && list.identifiers.count == 200)
        #expect(list.digest == (try await world.publisher.list("interpol"))?.digest)
        #expect(inForce.damaged.isEmpty)
        #expect(inForce.signed == start)
        #expect((start + 1...start + 8 * 86_400).contains(try #require(inForce.expires)))
        #expect(try await world.station().update(from: world.published, now: start) == nil)
    }

    @Test("keep every field of a record")
    func fields() async throws {
        let world = try await World()
        let until = Date(timeIntervalSince1970: 1_900_000_000.125)
        let written = WatchlistRecord(
            id: "ä-1", notice: .unSpecial, reference: "UN/1", validFrom: start, validUntil: until, caution: "Vorsicht",
            instruction: "call", parts: [RecordPart(finger: .leftThumb, template: WipingBytes([1, 2, 3]))])
        try await world.publisher.publish("national", [.put(written)], now: start)
        _ = try await world.station().update(from: world.published, now: start)
        let read = try #require(try await world.station().list("national")?.records.first)
        #expect(read.id == "ä-1" && read.notice == .unSpecial && read.reference == "UN/1")
        #expect(read.validFrom == start && read.validUntil == until)
        #expect(read.caution == "Vorsicht" && read.instruction == "call")
        #expect(read.parts.map(\.finger) == [.leftThumb])
        #expect(read.parts[0].reference.withBytes { Array($0) } == [1, 2, 3])
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
        #expect(report.changes.isEmpty)
        #expect(report.expires == first.expires + 5 * 86_400)
        #expect(try await world.station().load().signed == later)
    }

    @Test("may grow and shrink over any number of pages, and are the same as if read from a base")
    func pages() async throws {
        let world = try await World(baseEvery: 1000)
        let station = try world.station()
        var expected: Set<String> = []
        // 32 records to a page: one page, then many, then few again.
        for (round, size) in [5, 33, 400, 390, 70, 0, 64].enumerated() {
            let wanted = Set((0..<size).map { "r\($0)" })
            let changes =
                wanted.subtracting(expected).map { ListChange.put(record($0, seed: UInt8(round))) }
                + expected.subtracting(wanted).map { ListChange.remove(id: $0) }
            try await world.publisher.publish("interpol", changes, now: start)
            _ = try await station.update(from: world.published, now: start)
            expected = wanted
            let list = try #require(try await station.list("interpol"))
            #expect(Set(list.identifiers) == expected)
            #expect(list.digest == (try await world.publisher.list("interpol"))?.digest)
        }
    }

    @Test("of which the device has lost the key are no longer on it")
    func lostKey() async throws {
        let world = try await World()
        for owner in ["interpol", "national"] {
            try await world.publisher.publish(owner, [.put(record("a"))], now: start)
        }
        let station = try world.station(keys: [world.keys[0]])
        _ = try await station.update(from: world.published, now: start)
        #expect(try await station.list("national") == nil)
        await station.use([world.keys[1]])
        let report = try #require(try await station.update(from: world.published, now: start))
        #expect(report.withdrawn == ["interpol"] && report.changes.map(\.owner) == ["national"])
        #expect(try await station.load().lists.map(\.owner) == ["national"])
    }

    @Test("after a chain of deltas longer than is followed come from the base")
    func longChain() async throws {
        let world = try await World(baseEvery: 3)
        try await world.publisher.publish("interpol", (0..<40).map { .put(record("r\($0)")) }, now: start)
        _ = try await world.station().update(from: world.published, now: start)
        for round in 0..<12 {
            try await world.publisher.publish("interpol", [.put(record("n\(round)"))], now: start)
        }
        let report = try #require(try await world.station().update(from: world.published, now: start))
        #expect(report.changes.map(\.usedBase) == [true] && report.changes.first?.to == 13)
        #expect(try await world.station().list("interpol")?.identifiers.count == 52)
    }

    @Test("are published by reading and writing what a change touches, and no base but where one is due")
    func publicationCost() async throws {
        let world = try await World()
        let copy = world.folder.appending(path: "hub/interpol.list")
        func pages() throws -> [Data] {
            try DatabaseQueue(path: copy.path).read { try Data.fetchAll($0, sql: "SELECT sealed FROM page") }
        }
        let many = (0..<3000).map { ListChange.put(record("r\($0)")) }
        try await world.publisher.publish("interpol", many, now: start)
        _ = try await world.publisher.list("interpol")
        let before = try pages()
        let second = try await world.publisher.publish("interpol", [.put(record("r7", seed: 9))], now: start)
        #expect(second.baseBytes == nil && second.records == 3000)
        #expect(try await world.publisher.list("interpol")?.generation == 2)
        let after = try pages()
        #expect(after.count == before.count && after.count > 64)
        #expect(zip(before, after).count { $0 != $1 } == 1)
    }
}
