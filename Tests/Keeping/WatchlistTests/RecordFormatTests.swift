import Fingerprint
import Foundation
import GRDB
import Ground
import Identification
import ListFiles
import Testing
import TrustedUpdate

@testable import Watchlist

/// What only format 3 says.
private let photograph = WipingBytes([0xFF, 0xD8, 0xFF, 0xE0] + [UInt8](repeating: 7, count: 2996))
private let portrait = RecordPart(
    kind: .portrait, position: 3, reference: WipingBytes([9, 9]), picture: WipingBytes([0x89, 0x50, 0x4E]))

private func person(_ id: String, pictureBytes: Int = 5000) -> WatchlistRecord {
    WatchlistRecord(
        id: id, notice: .red, reference: "2026/\(id)", caution: "knife", cautions: [.terrorism, .armed],
        instruction: "call", action: .denyEntry,
        parts: [
            RecordPart(
                finger: .leftThumb, template: WipingBytes([1, 2, 3]),
                picture: WipingBytes([UInt8](repeating: 5, count: pictureBytes))), portrait,
            RecordPart(finger: .unknown, template: WipingBytes([4])),
        ],
        display: DisplayData(
            name: "Müller, Žofia", birthDate: PartialDate("1970-05"), nationalities: ["UTO", "D"], sex: .female,
            photograph: photograph))
}

extension WatchlistRecord {
    fileprivate var bytesHeld: Int {
        parts.reduce(display?.photograph?.count ?? 0) { $0 + $1.reference.count + ($1.picture?.count ?? 0) }
    }
}

@Suite("A record of format 3")
struct RecordFormatTests {
    @Test("is read as it was written, every field of it")
    func roundTrip() throws {
        let read = try RecordCoding.decode(id: "a", RecordCoding.encode(person("a")))
        #expect(read.cautions == [.armed, .terrorism] && read.action == .denyEntry && read.caution == "knife")
        #expect(read.parts.map(\.kind) == [.finger, .portrait, .finger] && read.parts.map(\.position) == [6, 3, 0])
        #expect(read.parts.map(\.finger) == [.leftThumb, nil, .unknown])
        #expect(read.parts.map { $0.reference.withBytes { Array($0) } } == [[1, 2, 3], [9, 9], [4]])
        #expect(read.parts.map { $0.picture?.count } == [5000, 3, nil])
        let display = try #require(read.display)
        #expect(display.name == "Müller, Žofia" && display.birthDate?.description == "1970-05")
        #expect(display.nationalities == ["UTO", "D"] && display.sex == .female)
        #expect(display.photograph?.withBytes { Array($0) } == photograph.withBytes { Array($0) })
    }

    @Test("that needs nothing new is the same bytes as in format 2")
    func leastFormat() throws {
        let plain = WatchlistRecord(
            id: "a", notice: .red, reference: "x",
            parts: [
                RecordPart(finger: .leftThumb, template: WipingBytes([5])),
                RecordPart(finger: .unknown, template: WipingBytes([8, 9])),
            ])
        let bytes = try RecordCoding.encode(plain)
        #expect(
            bytes.withBytes { Array($0) } == [
                1, 0, 0, 0, 1, 1, 2, 0, 0, 0, 1, 0x78, 7, 0, 0, 0, 2, 6, 5, 7, 0, 0, 0, 3, 0, 8, 9,
            ])
        #expect(try RecordCoding.format(of: bytes, id: "a") == .two)
        let news: [WatchlistRecord] = [
            WatchlistRecord(id: "a", notice: .red, reference: "", cautions: [.armed], parts: []),
            WatchlistRecord(id: "a", notice: .red, reference: "", action: .noAction, parts: []),
            WatchlistRecord(id: "a", notice: .red, reference: "", parts: [], display: DisplayData(name: "x")),
            WatchlistRecord(id: "a", notice: .red, reference: "", parts: [portrait]),
            WatchlistRecord(
                id: "a", notice: .red, reference: "",
                parts: [RecordPart(finger: .leftThumb, template: WipingBytes([5]), picture: WipingBytes([1]))]),
        ]
        for record in news { #expect(try RecordCoding.format(of: RecordCoding.encode(record), id: "a") == .three) }
    }

    @Test("of kinds, cautions and actions that this version does not know keeps them, visibly")
    func unknownWords() throws {
        let kind = Array("voice-2".utf8)
        let part = [UInt8(kind.count)] + kind + [200, 0, 0, 0, 2, 7, 8, 6]
        let bytes: [UInt8] =
            [1, 0, 0, 0, 1, 1, 8, 0, 0, 0, 3, 1, 99, 100, 9, 0, 0, 0, 1, 50, 10, 0, 0, 0, UInt8(part.count)] + part
        let read = try RecordCoding.decode(id: "a", WipingBytes(bytes))
        #expect(read.cautions == [.armed, .other] && read.action == .other)
        let kept = try #require(read.parts.first)
        #expect(kept.kind == ModalityKind(rawValue: "voice-2") && kept.position == 200 && kept.finger == nil)
        #expect(kept.reference.withBytes { Array($0) } == [7, 8] && kept.picture?.withBytes { Array($0) } == [6])
    }

    @Test(
        "that no version writes is refused",
        arguments: [
            // Cautions: none, twice the same, descending. An action of two bytes.
            [8, 0, 0, 0, 0], [8, 0, 0, 0, 2, 1, 1], [8, 0, 0, 0, 2, 2, 1], [9, 0, 0, 0, 2, 1, 1],
            // A part without a kind, of a kind that is none, cut in its reference.
            [10, 0, 0, 0, 0], [10, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0], [10, 0, 0, 0, 7, 1, 65, 0, 0, 0, 0, 0],
            [10, 0, 0, 0, 7, 1, 97, 0, 0, 0, 0, 1],
            // A name with a line feed, a day that there is not, a nationality of small letters, no photograph.
            [11, 0, 0, 0, 1, 10], [12, 0, 0, 0, 10] + Array("1970-02-30".utf8), [13, 0, 0, 0, 3] + Array("uto".utf8),
            [14, 0, 0, 0, 2, 1, 1], [15, 0, 0, 0, 3, 1, 2, 3],
        ] as [[UInt8]])
    func malformed(field: [UInt8]) {
        for details in [true, false] {
            #expect(throws: Fault(.init("list.malformed"), "")) {
                try RecordCoding.decode(id: "a", WipingBytes([1, 0, 0, 0, 1, 1] + field), details: details)
            }
        }
    }

    @Test("that no list can hold is refused before it is published")
    func unfit() {
        func record(_ part: RecordPart? = nil, _ display: DisplayData? = nil) -> WatchlistRecord {
            WatchlistRecord(id: "a", notice: .red, reference: "", parts: part.map { [$0] } ?? [], display: display)
        }
        let bytes = WipingBytes([1])
        let unfit = [
            record(RecordPart(kind: ModalityKind(rawValue: "Iris"), reference: bytes)),
            record(RecordPart(kind: ModalityKind(rawValue: ""), reference: bytes)),
            record(RecordPart(kind: .portrait, reference: bytes, picture: WipingBytes([]))),
            record(RecordPart(kind: .portrait, reference: WipingBytes(count: 1 << 20) { _ in })),
            record(nil, DisplayData(name: "\u{202E}name")),
            record(nil, DisplayData(name: String(repeating: "x", count: 257))),
            record(nil, DisplayData(nationalities: ["UTOP"])), record(nil, DisplayData(nationalities: [""])),
            record(nil, DisplayData(photograph: WipingBytes([1, 2, 3]))),
            record(
                nil, DisplayData(photograph: WipingBytes([0xFF, 0xD8, 0xFF] + [UInt8](repeating: 0, count: 30_000)))),
        ]
        for record in unfit { #expect(throws: Fault(.init("list.record"), "")) { try RecordCoding.encode(record) } }
    }

    @Test("cut or changed anywhere is a fault or a record within bounds, with details or without")
    func damaged() throws {
        let whole = try RecordCoding.encode(person("a", pictureBytes: 40)).withBytes { Array($0) }
        var (refused, read) = (0, 0)
        func decode(_ bytes: [UInt8]) {
            let results = [true, false].map { details in
                Result { () throws(Fault) in try RecordCoding.decode(id: "a", WipingBytes(bytes), details: details) }
            }
            switch (results[0], results[1]) {
            case (.success(let full), .success(let bare)):
                read += 1
                #expect(full.bytesHeld <= bytes.count && full.parts.map(\.kind) == bare.parts.map(\.kind))
                #expect(bare.display == nil && bare.parts.allSatisfy { $0.picture == nil })
                // What was read can be written, and is the same again.
                let again = try? RecordCoding.decode(id: "a", RecordCoding.encode(full))
                #expect(again?.parts.map(\.position) == full.parts.map(\.position))
            case (.failure(let one), .failure(let other)):
                refused += 1
                #expect(one.code == other.code && one.code == Fault.Code("list.malformed"))
            default: Issue.record("details decide whether a record can be read")
            }
        }
        for count in whole.indices { decode(Array(whole[..<count])) }
        for at in whole.indices where at < 300 || at % 50 == 0 {
            for bit in 0..<8 {
                var changed = whole
                changed[at] ^= 1 << bit
                decode(changed)
            }
        }
        #expect(refused > 1000 && read > 500)
    }

    @Test(
        "has a date of birth that is on a calendar, or part of one",
        arguments: [
            ("1970", true), ("1970-05", true), ("2000-02-29", true), ("1970-05-31", true), ("1900-02-29", false),
            ("1970-13", false), ("1970-00", false), ("1970-04-31", false), ("70", false), ("1970-5", false),
            ("1970-05-31-", false), ("", false), ("197O", false), ("+970", false), ("1970-05-3１", false),
        ])
    func dates(text: String, isDate: Bool) { #expect((PartialDate(text) != nil) == isDate) }
}

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
