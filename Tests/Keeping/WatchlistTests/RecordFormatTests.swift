import Fingerprint
import Foundation
import Ground
import Identification
import ListFiles
import Testing

@testable import Watchlist

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
