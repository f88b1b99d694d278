import Foundation
import Ground
import Testing
import TrustedUpdate

@testable import Watchlist

@Suite("Whatever is done to a published file")
struct BadInputTests {
    /// A station with generation 1 in force; generation 2 is published, as a delta and as a base.
    private func worldWithNews() async throws -> World {
        let world = try await World(baseEvery: 1)
        try await world.publisher.publish("interpol", (0..<20).map { .put(record("r\($0)")) }, now: World.start)
        _ = try await world.station().update(from: world.published, now: World.start)
        try await world.publisher.publish("interpol", [.put(record("new"))], now: World.start)
        return world
    }

    static let files = [
        "metadata/timestamp.json", "metadata/3.snapshot.json", "metadata/2.interpol.json",
        "targets/lists/interpol/base-2.rll", "targets/lists/interpol/delta-1-2.rll",
    ]

    private func url(_ name: String, in world: World) throws -> URL {
        name.hasPrefix("targets/")
            ? try world.file(String(name.dropFirst("targets/".count))) : world.published.appending(path: name)
    }

    /// Lets a station meet the changed file: the list before or the honest new one, and the fault that was said.
    private func outcome(_ world: World, at now: Date = World.start) async throws -> (generation: Int?, fault: Fault?) {
        var fault: Fault?
        let station = try world.station()
        do { fault = try await station.update(from: world.published, now: now)?.refused["interpol"] } catch {
            fault = error
        }
        let lists = try await station.load()
        #expect(lists.damaged.isEmpty)
        return (lists.lists.first?.generation, fault)
    }

    @Test("flipped anywhere or cut off anywhere, the old list or the honest new one is in force", arguments: files)
    func damage(name: String) async throws {
        let world = try await worldWithNews()
        let file = try url(name, in: world)
        let intact = try Data(contentsOf: file)
        let station = world.folder.appending(path: "station")
        let kept = world.folder.appending(path: "kept")
        try FileManager.default.copyItem(at: station, to: kept)
        var refused = 0
        var changed: [Data] = [Data()]
        for index in stride(from: 0, to: intact.count, by: max(1, intact.count / 12)) {
            var flipped = intact
            flipped[index] ^= 1 << UInt8(index % 8)
            changed += [flipped, intact.prefix(index)]
        }
        for data in changed {
            try data.write(to: file)
            let (generation, fault) = try await outcome(world)
            // A damaged delta is not needed where there is a base, and a base is not where there is a delta.
            let mayArrive = name.hasPrefix("targets/")
            #expect(generation == 2 || (!mayArrive && generation == 1))
            #expect((generation == 1) == (fault?.code.rawValue.hasPrefix("trust.") == true))
            if generation == 1 { refused += 1 }
            try FileManager.default.removeItem(at: station)
            try FileManager.default.copyItem(at: kept, to: station)
        }
        // A flip that makes a hexadecimal digit a capital one changes nothing that was signed.
        #expect(name.hasPrefix("targets/") || refused >= changed.count - 2)
        try intact.write(to: file)
        #expect(try await outcome(world).generation == 2)
    }

    @Test("both the delta and the base, the old list stays in force and says why")
    func bothDamaged() async throws {
        let world = try await worldWithNews()
        for name in Self.files.suffix(2) {
            let file = try url(name, in: world)
            var data = try Data(contentsOf: file)
            data[data.count / 2] ^= 1
            try data.write(to: file)
        }
        let (generation, fault) = try await outcome(world)
        #expect(generation == 1 && fault != nil)
    }

    @Test("two owners' lists in each other's place are both refused")
    func swapped() async throws {
        let world = try await World()
        for owner in ["interpol", "national"] {
            try await world.publisher.publish(owner, [.put(record("of-\(owner)"))], now: World.start)
        }
        let files = try ["interpol", "national"].map { try world.file("lists/\($0)/base-1.rll") }
        let contents = try files.map { try Data(contentsOf: $0) }
        for (file, data) in zip(files, contents.reversed()) { try data.write(to: file) }
        let report = try #require(try await world.station().update(from: world.published, now: World.start))
        #expect(Set(report.refused.keys) == ["interpol", "national"] && report.changes.isEmpty)
        for (file, data) in zip(files, contents) { try data.write(to: file) }
        let after = try #require(try await world.station().update(from: world.published, now: World.start))
        #expect(Set(after.changes.map(\.owner)) == ["interpol", "national"])
    }

    @Test("an old publication put back as a whole is refused")
    func replay() async throws {
        let world = try await World()
        let old = world.folder.appending(path: "old")
        try await world.publisher.publish("interpol", [.put(record("a"))], now: World.start)
        try FileManager.default.copyItem(at: world.published, to: old)
        try await world.publisher.publish("interpol", [.remove(id: "a")], now: World.start)
        let station = try world.station()
        _ = try await station.update(from: world.published, now: World.start)
        await #expect(throws: Fault(.init("trust.rollback"), "")) {
            try await station.update(from: old, now: World.start)
        }
        #expect(try await station.list("interpol")?.records.isEmpty == true)
    }

    @Test("a clock in the future refuses everything new and keeps what is in force; one in the past changes nothing")
    func clocks() async throws {
        let world = try await worldWithNews()
        let future = try await outcome(world, at: World.start + 10 * 365 * 86_400)
        #expect(future.generation == 1 && future.fault?.code == Fault.Code("trust.expired"))
        let past = try await outcome(world, at: World.start - 10 * 365 * 86_400)
        #expect(past.generation == 2 && past.fault == nil)
    }
}
