import Fingerprint
import Foundation
import GRDB
import Ground
import ListFiles
import Testing
import TrustedUpdate

@testable import Watchlist

@Suite("Lists of both formats")
struct ListFormatTests {
    private let start = World.start

    @Test("Files of format 2, as the version before has written them, are read")
    func golden() throws {
        let base = """
            UkxMAgECazEIaW50ZXJwb2wAAAAAAAAAAAAAAAAAAAACAAAAAAAAAAKrq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq3wb\
            DsXwf6LJpCN2DZgHipHMK95VQI9yWfQzRp3oF1ohgAAAa/TburFLopKdmQsB/lBbqxxZ59ERz0/2hYfJayI+IIfyjvUxAlWTq6KE\
            fkE+e42ypiAlWfdWci+rrWk4Ng/f0s0VOBz6scXCPPSvlu/aFopdy4fHXU7o7kWudgo37In61rhNV/ewWEzY5UhH
            """
        let delta = """
            UkxMAgICazEIaW50ZXJwb2wAAAAAAAAAAQAAAAAAAAACAAAAAAAAAAKrq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq3wb\
            DsXwf6LJpCN2DZgHipHMK95VQI9yWfQzRp3oF1ohgAAAbVwIq8JDTnyWm27aBpp6GajsI3b/Dg6/DLyrQkWH8bAAXgADz2+zdaWR\
            pnzGZpZpHfgXmQ5SiWDLrwihea1ArKrF9S08D5kxq4PYG64gHh1dqcGAzAbqaim0cweuK5ThbZIjuW6ONStamKnI4Gs=
            """
        let key = try ListKey(identifier: "k1", list: "interpol", secret: WipingBytes([UInt8](repeating: 5, count: 32)))
        func entries(_ base64: String) throws -> [ListEntry] {
            let data = try #require(Data(base64Encoded: base64))
            let reader = try ListFileReader(ListInput(data)) { _ in key }
            #expect(reader.header.format == .two && reader.header.generation == 2)
            var entries: [ListEntry] = []
            while let entry = try reader.next() { entries.append(entry) }
            return entries
        }
        let records = try entries(base).compactMap { try $0.record() }
        #expect(Set(records.map(\.id)) == ["ä-1", "b"])
        let full = try #require(records.first { $0.id == "ä-1" })
        #expect(full.notice == .unSpecial && full.reference == "UN/1" && full.caution == "Vorsicht")
        #expect(full.instruction == "call" && full.validFrom == Date(timeIntervalSince1970: 1_800_000_000))
        #expect(full.validUntil == Date(timeIntervalSince1970: 1_900_000_000.125))
        #expect(full.parts.map(\.finger) == [.leftThumb, .unknown] && full.display == nil && full.cautions.isEmpty)
        #expect(full.parts.map { $0.reference.withBytes { Array($0) } } == [[1, 2, 3], [4]])
        #expect(Set(try entries(delta).compactMap { try $0.record()?.id }) == ["ä-1"])
    }

    @Test("A list is of format 2 until a record needs 3, and of format 3 from then on, in metadata and files")
    func leastFormat() async throws {
        let world = try await World(baseEvery: 4)
        func formats() async throws -> Set<ListFormat> {
            let targets = try await world.repository.targets().compactMap { try ListTarget($0) }
            for target in targets {
                let file = try Data(contentsOf: world.file(target.file.path))
                #expect(file.prefix(4) == Data("RLL".utf8) + [target.format.rawValue])
            }
            return Set(targets.map(\.format))
        }
        #expect(try await world.publisher.publish("interpol", [.put(record("a"))], now: start).format == .two)
        #expect(try await world.publisher.publish("interpol", [.put(record("b"))], now: start).format == .two)
        #expect(try await formats() == [.two])
        #expect(try await world.publisher.publish("interpol", [.put(person("c"))], now: start).format == .three)
        for name in ["d", "e", "f", "g"] {
            #expect(try await world.publisher.publish("interpol", [.put(record(name))], now: start).format == .three)
        }
        try await world.publisher.sealAnew(["interpol"], now: start)
        #expect(try await formats() == [.three])
        #expect(try await world.publisher.publish("interpol", [.put(record("g"))], now: start).format == .three)
        let report = try #require(try await world.station().update(from: world.published, now: start))
        #expect(report.refused.isEmpty && report.changes.map(\.to) == [7])
    }

    @Test("Pictures and what the officer sees are not held for a list that is searched, and are there on a hit")
    func details() async throws {
        let world = try await World()
        let people = (0..<100).map { person("p\($0)", pictureBytes: 20_000) }
        try await world.publisher.publish("interpol", people.map(ListChange.put), now: start)
        let station = try world.station()
        _ = try await station.update(from: world.published, now: start)
        // Templates alone: 6 bytes each, of 23,009 that the record has.
        let list = try #require(try await station.list("interpol"))
        #expect(list.records.reduce(0) { $0 + $1.bytesHeld } == 600)
        #expect(try await station.load().lists.first?.records.reduce(0) { $0 + $1.bytesHeld } == 600)
        #expect(list.records.allSatisfy { $0.display == nil && $0.cautions == [.armed, .terrorism] })
        try await world.publisher.publish("interpol", [.put(person("new", pictureBytes: 20_000))], now: start)
        let report = try #require(try await station.update(from: world.published, now: start))
        #expect(report.changes.first?.news?.put.map(\.bytesHeld) == [6])

        for id in ["p0", "p99", "new"] {
            let whole = try #require(try station.record(id, in: "interpol"))
            #expect(whole.display?.name == "Müller, Žofia" && whole.bytesHeld == 6 + 20_000 + 3 + 3000)
        }
        #expect(try station.record("nobody", in: "interpol") == nil && station.record("p0", in: "national") == nil)
        #expect(try await world.publisher.list("interpol")?.records.allSatisfy { $0.display != nil } == true)
    }

    @Test("Details that somebody put back from an older copy of the list are not shown")
    func rollback() async throws {
        let world = try await World()
        let file = world.inForce.appending(path: "interpol.list")
        try await world.publisher.publish("interpol", [.put(person("a"))], now: start)
        let station = try world.station()
        _ = try await station.update(from: world.published, now: start)
        func queue() throws -> DatabaseQueue { try DatabaseQueue(path: file.path) }
        let page = try await queue().read { database in
            try ["digest", "sealed"].map { try Data.fetchOne(database, sql: "SELECT \($0) FROM page") }
        }
        try await world.publisher.publish("interpol", [.put(person("a", pictureBytes: 1))], now: start)
        _ = try await station.update(from: world.published, now: start)
        #expect(try station.record("a", in: "interpol")?.parts.first?.picture?.count == 1)
        try await queue().write { database in
            try database.execute(sql: "UPDATE page SET digest = ?, sealed = ?", arguments: StatementArguments(page))
        }
        #expect(throws: Fault(.init("list.seal"), "")) { try station.record("a", in: "interpol") }
        #expect(throws: Fault(.init("list.digest"), "")) { try world.station().record("a", in: "interpol") }
    }

    @Test("A list of a later format is refused by name, and keeps no other back")
    func laterFormat() async throws {
        let world = try await World()
        for owner in ["interpol", "national"] {
            try await world.publisher.publish(owner, [.put(record("a"))], now: start)
        }
        let target = try #require(try await world.repository.targets().first { $0.path.contains("interpol") })
        let custom = try #require(
            target.custom.flatMap { try? JSONSerialization.jsonObject(with: $0) } as? [String: Any])
        let later = try JSONSerialization.data(withJSONObject: custom.merging(["format": 4]) { $1 })
        let file = try Data(contentsOf: world.file(target.path))
        try await world.repository.publish(
            adding: [NewTarget(path: target.path, data: file, custom: later)], now: start)
        let report = try #require(try await world.station().update(from: world.published, now: start))
        #expect(report.refused.mapValues(\.code) == ["interpol": Fault.Code("list.version")])
        #expect(report.changes.map(\.owner) == ["national"])
    }
}
