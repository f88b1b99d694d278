import Foundation
import GRDB
import Ground
import ListFiles
import Testing
import TrustedUpdate

@testable import Watchlist

extension ListAttackTests {
    @Test(
        "on the device is reported, the others stay in force, and the next update repairs it",
        arguments: [
            "changed", "cut", "swapped",
        ])
    func damageAtRest(kind: String) async throws {
        let world = try await worldWithNews()
        _ = try await world.station().update(from: world.published, now: start)
        let file = world.inForce.appending(path: "interpol.list")
        var bytes = try Data(contentsOf: file)
        switch kind {
        case "changed": bytes[bytes.count - 20] ^= 1
        case "cut": bytes.removeLast(bytes.count / 2)
        default: bytes = try Data(contentsOf: world.inForce.appending(path: "national.list"))
        }
        try bytes.write(to: file)
        let station = try world.station()
        let inForce = try await station.load()
        #expect(inForce.lists.map(\.owner) == ["national"])
        #expect(inForce.damaged.keys.sorted() == ["interpol"])
        let report = try #require(try await station.update(from: world.published, now: start))
        #expect(report.changes.map(\.owner) == ["interpol"])
        #expect(try await generations(world) == ["interpol": 2, "national": 1])
    }

    @Test("that the centre has withdrawn is no longer on the device")
    func withdrawal() async throws {
        let world = try await worldWithNews()
        try await world.repository.publish(removing: ["lists/national/base-1.rll"], now: start)
        let report = try #require(try await world.station().update(from: world.published, now: start))
        #expect(report.withdrawn == ["national"])
        #expect(!FileManager.default.fileExists(atPath: world.inForce.appending(path: "national.list").path))
    }

    @Test("for which the device is not enrolled is left alone")
    func notEnrolled() async throws {
        let world = try await World()
        try await world.publisher.publish("interpol", [.put(record("a"))], now: start)
        let station = try world.station(keys: [world.keys[1]])
        let report = try #require(try await station.update(from: world.published, now: start))
        #expect(report.changes.isEmpty && report.refused.isEmpty)
        #expect(try await station.load().lists.isEmpty)
    }

    @Test(
        "publication that a power loss has cut short is made again, whatever has become of the publisher's copy",
        arguments: ["older", "newer", "damaged", "lost"])
    func interruptedPublication(copy: String) async throws {
        let world = try await worldWithNews()
        let hub = world.folder.appending(path: "hub")
        let file = hub.appending(path: "interpol.list")
        // The copy is at generation 1, the publication at 2.
        let behind = try Data(contentsOf: file)
        _ = try await world.publisher.list("interpol")
        #expect(try Data(contentsOf: file) != behind)
        switch copy {
        case "older": try behind.write(to: file)
        case "newer":
            // The repository comes from a backup: what was published after it is as if it had never been.
            let ahead = try ListFolder(hub, storageKey: world.keys[0].secret)
            let entries = [try ListEntry(record("never"))]
            let list = try #require(try ahead.open("interpol"))
            let revision = try ListRevision(entries, of: list, owner: "interpol")
            try ahead.replace(
                with: ListState(
                    owner: "interpol", generation: 9, records: revision.records, digest: revision.digest),
                entries, on: nil)
        case "damaged": try Data(behind.dropLast(behind.count / 2)).write(to: file)
        default: try FileManager.default.removeItem(at: file)
        }
        // What a publisher leaves that has written a base, and not yet published it.
        try Data([1, 2, 3]).write(to: hub.appending(path: "interpol.base.rll"))
        let again = try ListPublisher(directory: hub, repository: world.repository, keys: world.keys)
        let published = try await again.publish("interpol", [.remove(id: "r0")], now: start)
        #expect(published.generation == 3 && published.records == 50)
        #expect(!FileManager.default.fileExists(atPath: hub.appending(path: "interpol.base.rll").path))
        _ = try await world.station().update(from: world.published, now: start)
        #expect(try await generations(world)["interpol"] == 3)
        #expect(try await again.list("interpol")?.identifiers.contains("never") == false)
    }

    @Test(
        "with a record that cannot be read is refused, though it is signed, before it is in force",
        arguments: [ListHeader.Kind.delta, .base])
    func unreadableRecord(kind: ListHeader.Kind) async throws {
        let world = try await worldWithNews()
        let bad = try ListEntry(id: "bad", .put(WipingBytes([200, 0, 0, 0, 0])))
        let all = ListMerge.compose([[try ListEntry(record("n")), bad]])
        var pager = ListPager(owner: "national", records: all.count)
        for entry in all { _ = pager.add(entry) }
        _ = pager.finish()
        var random = SystemRandomNumberGenerator()
        let header = try ListHeader(
            format: .two, kind: kind, key: world.keys[1], from: kind == .base ? 0 : 1, generation: 2,
            records: all.count,
            resultDigest: try pager.digest(), using: &random)
        var data = Data()
        try withoutActuallyEscaping({ (bytes: [UInt8]) throws(Fault) in data += bytes }) { append in
            var writer = try ListFileWriter(header, key: world.keys[1], compresses: true, append: append)
            for entry in kind == .base ? all : [bad] { try writer.write(entry) }
            try writer.finish()
        }
        try await world.repository.publish(adding: [try ListTarget.target(header, data: data)], now: start)
        let before = try Data(contentsOf: world.inForce.appending(path: "national.list"))
        let report = try #require(try await world.station().update(from: world.published, now: start))
        #expect(report.refused["national"]?.code == Fault.Code("list.malformed"))
        #expect(report.changes.map(\.owner) == ["interpol"])
        #expect(try Data(contentsOf: world.inForce.appending(path: "national.list")) == before)
        #expect(try await world.station().list("national")?.identifiers == ["n"])
    }

    @Test("that another process holds is not taken for a lost one")
    func busy() async throws {
        let world = try await worldWithNews()
        let folder = try ListFolder(world.inForce, storageKey: World.storageKey, patience: 0)
        let list = try #require(try folder.open("national"))
        let entry = try ListEntry(record("more"))
        let revision = try ListRevision([entry], of: list, owner: "national")
        let next = ListState(owner: "national", generation: 2, records: revision.records, digest: revision.digest)
        let other = try DatabaseQueue(path: world.inForce.appending(path: "national.list").path)
        try other.inDatabase { database in
            try database.execute(sql: "BEGIN EXCLUSIVE")
            #expect(throws: Fault(.init("disk.write"), "")) { try folder.replace(with: next, [entry], on: nil) }
            try database.execute(sql: "ROLLBACK")
        }
        try folder.replace(with: next, [entry], on: nil)
        #expect(try folder.load("national", details: false)?.records.count == 2)
    }

    @Test("folder that cannot be read is not taken for an empty one")
    func unreadableFolder() async throws {
        let world = try await worldWithNews()
        let folder = try ListFolder(world.inForce, storageKey: World.storageKey)
        #expect(try folder.owners() == ["interpol", "national"])
        try FileManager.default.removeItem(at: world.inForce)
        #expect(throws: Fault(.init("disk.read"), "")) { try folder.owners() }
    }

    @Test("on the device never shows another record, whichever byte of it is changed")
    func flipsAtRest() async throws {
        let world = try await worldWithNews()
        let file = world.inForce.appending(path: "interpol.list")
        let intact = try Data(contentsOf: file)
        let before = try #require(try await world.station().list("interpol"))
        var refused = 0
        for index in stride(from: 0, to: intact.count, by: 97) {
            var changed = intact
            changed[index] ^= 1 << UInt8(index % 8)
            try changed.write(to: file)
            let inForce = try await world.station().load()
            if inForce.damaged["interpol"] != nil {
                refused += 1
            } else {
                #expect(inForce.lists.first { $0.owner == "interpol" }?.digest == before.digest)
            }
        }
        #expect(refused > 50)
    }

    @Test("page of an older generation put back on the device shows in the digest")
    func oldPageAtRest() async throws {
        let world = try await worldWithNews()
        let file = world.inForce.appending(path: "interpol.list")
        let old = try pages(file)
        _ = try await world.station().update(from: world.published, now: start)
        try put(old, in: file)
        let station = try world.station()
        #expect(try await station.load().damaged["interpol"]?.code == Fault.Code("list.digest"))
        _ = try await station.update(from: world.published, now: start)
        #expect(try await generations(world) == ["interpol": 2, "national": 1])
    }

    func pages(_ file: URL) throws -> [(number: Int, digest: Data, sealed: Data)] {
        try DatabaseQueue(path: file.path).read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM page").map { ($0["number"], $0["digest"], $0["sealed"]) }
        }
    }

    func put(_ pages: [(number: Int, digest: Data, sealed: Data)], in file: URL) throws {
        try DatabaseQueue(path: file.path).write { database in
            for page in pages {
                try database.execute(
                    sql: "UPDATE page SET digest = ?, sealed = ? WHERE number = ?",
                    arguments: [page.digest, page.sealed, page.number])
            }
        }
    }
}
