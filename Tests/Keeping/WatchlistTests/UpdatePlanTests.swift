import Foundation
import Ground
import Testing
import TrustedUpdate

@testable import ListFiles
@testable import Watchlist

@Suite("Which files bring a list up to date")
struct UpdatePlanTests {
    @Test("Deltas that would fill a device's memory are passed over where a base, which streams, leads there too")
    func largeDeltas() async throws {
        let world = try await World(baseEvery: 3)
        try await world.publisher.publish("interpol", (0..<300).map { .put(record("r\($0)")) }, now: World.start)
        for round in 0..<3 {
            try await world.publisher.publish("interpol", [.put(record("n\(round)"))], now: World.start)
        }
        let targets = try await world.repository.targets().compactMap { try ListTarget($0) }
        let delta = try #require(targets.first { $0.kind == .delta && $0.generation == 4 }).file.length
        func plan(limit: Int, _ targets: [ListTarget]) -> [ListTarget.Kind]? {
            UpdatePlan.cheapest(from: 3, to: 4, targets: targets, deltaLimit: limit)?.steps.map(\.kind)
        }
        #expect(plan(limit: delta, targets) == [.delta])
        #expect(plan(limit: delta - 1, targets) == [.base])
        // Rather than none.
        #expect(plan(limit: delta - 1, targets.filter { $0.kind == .delta }) == [.delta])
    }

    @Test("A publisher makes a new base when its deltas have come to more than a device should hold")
    func newBase() async throws {
        let world = try await World()
        try await world.publisher.publish("interpol", (0..<300).map { .put(record("r\($0)")) }, now: World.start)
        let publisher = try ListPublisher(
            directory: world.folder.appending(path: "hub"), repository: world.repository, keys: world.keys,
            deltaLimit: 1)
        #expect(
            try await publisher.publish("interpol", [.put(record("a"))], now: World.start).baseBytes != nil)
        #expect(
            try await world.publisher.publish("interpol", [.put(record("b"))], now: World.start).baseBytes == nil)
    }
}
