import Foundation
import GRDB
import Ground
import ListFiles
import Testing
import TrustedUpdate

@testable import Watchlist

@Suite("A hostile or damaged list")
struct ListAttackTests {
    let start = World.start
    let day: TimeInterval = 86_400

    /// A station with generation 1 of both lists in force; generation 2 of `interpol` is published and not yet seen.
    func worldWithNews(baseEvery: Int = 50) async throws -> World {
        let world = try await World(baseEvery: baseEvery)
        try await world.publisher.publish("interpol", (0..<50).map { .put(record("r\($0)")) }, now: start)
        try await world.publisher.publish("national", [.put(record("n"))], now: start)
        _ = try await world.station().update(from: world.published, now: start)
        try await world.publisher.publish("interpol", [.put(record("new"))], now: start)
        return world
    }

    /// What must not change when something is refused.
    func generations(_ world: World) async throws -> [String: Int] {
        let lists = try await world.station().load().lists
        return Dictionary(uniqueKeysWithValues: lists.map { ($0.owner, $0.generation) })
    }

    @Test("whose delta is damaged or gone comes from the base", arguments: [true, false])
    func brokenDelta(gone: Bool) async throws {
        let world = try await worldWithNews(baseEvery: 1)
        let delta = try world.file("lists/interpol/delta-1-2.rll")
        if gone { try FileManager.default.removeItem(at: delta) } else { try Data([1]).write(to: delta) }
        let report = try #require(try await world.station().update(from: world.published, now: start))
        #expect(report.refused.isEmpty)
        #expect(report.changes.map(\.usedBase) == [true])
        #expect(try await generations(world) == ["interpol": 2, "national": 1])
    }

    @Test("whose files have not arrived is refused, stays as it was, and comes into force when they have")
    func lateFiles() async throws {
        let world = try await worldWithNews()
        let delta = try world.file("lists/interpol/delta-1-2.rll")
        let base = try world.file("lists/interpol/base-1.rll")
        let bytes = try [delta, base].map { try Data(contentsOf: $0) }
        for file in [delta, base] { try FileManager.default.removeItem(at: file) }
        let before = try world.files(below: world.inForce)
        let report = try #require(try await world.station().update(from: world.published, now: start))
        #expect(report.refused == ["interpol": Fault(.init("disk.missing"), "")])
        #expect(report.changes.isEmpty)
        #expect(try world.files(below: world.inForce) == before)
        for (file, data) in zip([delta, base], bytes) { try data.write(to: file) }
        _ = try await world.station().update(from: world.published, now: start)
        #expect(try await generations(world) == ["interpol": 2, "national": 1])
    }

    @Test("whose role is kept back keeps back itself alone, in force or new, and is named; in force it stays as it was")
    func keptBack() async throws {
        func keepBack(_ owner: String, in world: World) throws {
            let metadata = world.published.appending(path: "metadata")
            for name in try FileManager.default.contentsOfDirectory(atPath: metadata.path)
            where name.hasSuffix(".\(owner).json") {
                try FileManager.default.removeItem(at: metadata.appending(path: name))
            }
        }
        let world = try await World()
        try await world.publisher.publish("interpol", [.put(record("a"))], now: start)
        try await world.publisher.publish("national", [.put(record("n"))], now: start)
        _ = try await world.station(keys: [world.keys[0]]).update(from: world.published, now: start)
        try keepBack("national", in: world)
        let report = try #require(try await world.station().update(from: world.published, now: start))
        #expect(report.refused.mapValues(\.code) == ["national": Fault.Code("trust.missing")])
        #expect(report.withdrawn == [])
        #expect(try await generations(world) == ["interpol": 1])
        try await world.publisher.publish("interpol", [.put(record("b"))], now: start)
        try await world.publisher.publish("national", [.put(record("m"))], now: start)
        try keepBack("interpol", in: world)
        let later = try #require(try await world.station().update(from: world.published, now: start))
        #expect(later.refused.mapValues(\.code) == ["interpol": Fault.Code("trust.missing")])
        #expect(later.withdrawn == [])
        #expect(try await generations(world) == ["interpol": 1, "national": 2])
    }

    /// Signed by the publisher, and wrong all the same.
    struct Lie: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: Fault.Code
        let path: String
        let custom: String
        /// The published file whose bytes are passed off under `path`.
        let bytesOf: String
    }

    @Test(
        "that lies about itself is refused, and the old one stays in force",
        arguments: [
            Lie(
                testDescription: "another owner's list", code: .init("list.target"), path: "lists/national/base-2.rll",
                custom: #"{"list":"national","kind":"base","generation":2,"resultDigest":"DIGEST"}"#,
                bytesOf: "lists/interpol/base-1.rll"),
            Lie(
                testDescription: "another owner's name in the signed description", code: .init("list.target"),
                path: "lists/national/base-2.rll",
                custom: #"{"list":"interpol","kind":"base","generation":2,"resultDigest":"DIGEST"}"#,
                bytesOf: "lists/national/base-1.rll"),
            Lie(
                testDescription: "an old generation under a new number", code: .init("list.target"),
                path: "lists/national/base-2.rll",
                custom: #"{"list":"national","kind":"base","generation":2,"resultDigest":"DIGEST"}"#,
                bytesOf: "lists/national/base-1.rll"),
            Lie(
                testDescription: "a base passed off as a delta", code: .init("list.target"),
                path: "lists/national/delta-1-2.rll",
                custom: #"{"list":"national","kind":"delta","from":1,"generation":2,"resultDigest":"DIGEST"}"#,
                bytesOf: "lists/national/base-1.rll"),
            Lie(
                testDescription: "no description", code: .init("list.target"), path: "lists/national/base-2.rll",
                custom: "{}",
                bytesOf: "lists/national/base-1.rll"),
            Lie(
                testDescription: "a delta that leads backwards", code: .init("list.target"),
                path: "lists/national/delta-3-2.rll",
                custom: #"{"list":"national","kind":"delta","from":3,"generation":2,"resultDigest":"DIGEST"}"#,
                bytesOf: "lists/national/base-1.rll"),
        ])
    func lies(lie: Lie) async throws {
        let world = try await worldWithNews()
        let before = try await generations(world)
        let custom = lie.custom.replacing("DIGEST", with: String(repeating: "00", count: 32))
        let data = try Data(contentsOf: world.file(lie.bytesOf))
        try await world.repository.publish(
            adding: [NewTarget(path: lie.path, data: data, custom: Data(custom.utf8))], now: start)
        let report = try #require(try await world.station().update(from: world.published, now: start))
        #expect(report.refused == ["national": Fault(lie.code, "")])
        #expect(report.refused["national"]?.code == lie.code)
        #expect(try await generations(world)["national"] == before["national"])
        // The honest list is not held up by it.
        #expect(try await generations(world)["interpol"] == 2)
    }

    @Test("whose result is not the one that was signed is refused")
    func wrongResult() async throws {
        let world = try await worldWithNews()
        var random = SystemRandomNumberGenerator()
        let header = try ListHeader(
            format: .two, kind: .delta, key: world.keys[1], from: 1, generation: 2, records: 0,
            resultDigest: String(repeating: "00", count: 32), using: &random)
        var data = Data()
        try withoutActuallyEscaping({ (bytes: [UInt8]) throws(Fault) in data += bytes }) { append in
            var writer = try ListFileWriter(header, key: world.keys[1], compresses: true, append: append)
            try writer.write(ListEntry(id: "n", .remove))
            try writer.finish()
        }
        try await world.repository.publish(adding: [try ListTarget.target(header, data: data)], now: start)
        let before = try Data(contentsOf: world.inForce.appending(path: "national.list"))
        let report = try #require(try await world.station().update(from: world.published, now: start))
        #expect(report.refused["national"]?.code == Fault.Code("list.digest"))
        #expect(try Data(contentsOf: world.inForce.appending(path: "national.list")) == before)
    }

    @Test("of an older generation than the one in force is refused, though it is signed")
    func rollback() async throws {
        let world = try await worldWithNews()
        _ = try await world.station().update(from: world.published, now: start)
        try await world.repository.publish(removing: ["lists/interpol/delta-1-2.rll"], now: start)
        let report = try #require(try await world.station().update(from: world.published, now: start))
        #expect(report.refused["interpol"]?.code == Fault.Code("list.rollback"))
        #expect(try await generations(world) == ["interpol": 2, "national": 1])
    }

    @Test("repository that is refused changes nothing, and the lists in force say when they expire")
    func expired() async throws {
        let world = try await worldWithNews()
        let before = try world.files(below: world.folder.appending(path: "station"))
        await #expect(throws: Fault(.init("trust.expired"), "")) {
            try await world.station().update(from: world.published, now: start + 8 * day)
        }
        let after = try world.files(below: world.folder.appending(path: "station"))
        #expect(after == before)
        let inForce = try await world.station().load()
        #expect(inForce.lists.count == 2)
        #expect(try #require(inForce.expires) <= start + 8 * day)
    }
}
