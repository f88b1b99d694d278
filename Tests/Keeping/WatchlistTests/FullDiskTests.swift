import Foundation
import Ground
import SmallDisk
import Testing
import TrustedUpdate

@testable import Watchlist

@Suite(
    "Lists on a full disk", .serialized,
    .enabled(if: SmallDisk.isGiven, SmallDisk.elsewhere))
struct FullDiskTests {
    private let disk: SmallDisk

    init() throws { disk = try SmallDisk() }

    /// What a station that starts now would search.
    private func inForce(_ world: World) async throws -> Int? {
        let lists = try await world.station().load()
        #expect(lists.damaged.isEmpty)
        return lists.lists.first?.generation
    }

    @Test(
        "keeps the list before, whatever write it fails, and takes the new one when there is room",
        arguments: [true, false])
    func station(delta: Bool) async throws {
        let world = try await World(baseEvery: delta ? 50 : 1, station: disk.folder)
        defer { disk.giveBack() }
        try await world.publisher.publish("interpol", (0..<500).map { .put(record("r\($0)")) }, now: World.start)
        _ = try await world.station().update(from: world.published, now: World.start)
        var refused = 0
        for round in 0..<30 {
            let before = try await inForce(world)
            // Every page of the list, so that the change needs room.
            let changes = (0..<500).map { ListChange.put(record("r\($0)", seed: UInt8(2 + round))) }
            let next = try await world.publisher.publish("interpol", changes, now: World.start)
            try disk.leaveFree(round * 8192)
            var fault: Fault?
            do {
                fault = try await world.station().update(from: world.published, now: World.start)?.refused["interpol"]
            } catch let thrown as Fault { fault = thrown }
            if let fault {
                refused += 1
                #expect(["disk.full", "disk.write"].contains(fault.code.rawValue))
                #expect(try await inForce(world) == before)
                disk.giveBack()
                _ = try await world.station().update(from: world.published, now: World.start)
            }
            #expect(try await inForce(world) == next.generation)
        }
        #expect(refused > 3)
    }

    @Test("keeps the copy of the repository before, and goes on when there is room")
    func link() async throws {
        let world = try await World(station: disk.folder)
        let incoming = disk.place("incoming")
        defer { disk.giveBack(incoming) }
        func mirror() async throws -> Int {
            let client = try TrustedClient(
                stateDirectory: incoming.appending(path: "trust"), source: DirectorySource(world.published),
                trustedRoot: try await world.repository.trustedRoot())
            let copy = incoming.appending(path: "copy")
            return try await client.mirror(to: copy, now: World.start).versions["timestamp"] ?? 0
        }
        try await world.publisher.publish("interpol", [.put(record("a"))], now: World.start)
        _ = try await mirror()
        let station = try world.station()
        for round in 0..<20 {
            try await world.publisher.publish("interpol", [.put(record("n\(round)"))], now: World.start)
            try disk.leaveFree(round * 4096)
            do { _ = try await mirror() } catch let fault as Fault {
                #expect(["disk.full", "disk.write"].contains(fault.code.rawValue))
            }
            // Whatever is there is whole: the station finds the old publication or the new one in it, or waits.
            disk.giveBack()
            _ = try await mirror()
            let report = try await station.update(from: incoming.appending(path: "copy"), now: World.start)
            #expect(report?.refused.isEmpty ?? true)
            #expect(try await station.list("interpol")?.identifiers.contains("n\(round)") == true)
        }
    }
}
