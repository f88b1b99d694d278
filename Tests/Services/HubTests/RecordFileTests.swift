import Fingerprint
import Foundation
import Ground
import Imaging
import Interchange
import SyntheticPrints
import Testing
import Watchlist

@testable import Hub

@Suite("From a file of records to records") struct RecordFileTests {
    private let file = FileManager.default.temporaryDirectory.appending(path: "records-\(UUIDv7()).jsonl")
    private let picture = Impression(
        of: SyntheticPrints.master(finger: 1, seed: 7), conditions: Conditions(), seed: 7
    ).image

    private func read(_ text: String) throws(Fault) -> [WatchlistRecord] {
        defer { try? FileManager.default.removeItem(at: file) }
        try DurableFile.write(Data(text.utf8), to: file)
        return try RecordFile.records(in: file)
    }

    private func line(_ prints: String, notice: String = "red", more: String = "") -> String {
        #"{"id":"anna","notice":"\#(notice)","prints":[\#(prints)]\#(more)}"#
    }

    @Test(
        "A template in any format is the finger that was written, position and all",
        arguments: RecordFormat.allCases)
    func formats(format: RecordFormat) throws {
        let template = try TemplateExtractor().extract(picture).template
        var record = FingerMinutiaeRecord(template, position: .leftRing, format: format)
        record.views.append(record.views[0])
        record.views[1].number = 1
        let base64 = Data(try record.bytes()).base64EncodedString()
        let one = try #require(try read(line(#"{"template":"\#(base64)"}"#)).first)
        #expect(one.fingers.map(\.position) == [.leftRing, .leftRing])
        let minutiae = try Template(bytes: one.fingers[1].template.withBytes { Array($0) }).minutiae
        #expect(minutiae.map(\.x) == template.minutiae.map(\.x) && minutiae.map(\.y) == template.minutiae.map(\.y))
        let stated = try read(line(#"{"finger":"rightThumb","template":"\#(base64)"}"#))
        #expect(stated.first?.fingers.map(\.position) == [.rightThumb, .rightThumb])
    }

    @Test("Pictures, our own templates and what is to be said stand beside each other; empty lines are passed over")
    func mixture() throws {
        let own = try TemplateExtractor().extract(picture).template.bytes
        let png = Data(try ImageFile.pngBytes(of: picture)).base64EncodedString()
        let prints = #"{"picture":"\#(png)","finger":"rightIndex"},{"template":"\#(Data(own).base64EncodedString())"}"#
        let until = #","validUntil":"2030-01-01T00:00:00.000Z","caution":"armed","instruction":"call"}"#
        let records = try read("\n\(line(prints).dropLast())\(until)\r\n\n" + line(prints, notice: "blue"))
        #expect(records.map(\.notice) == [.red, .blue] && records.map(\.fingers.count) == [2, 2])
        #expect(records[0].caution == "armed" && records[0].instruction == "call" && records[1].validUntil == nil)
        #expect(records[0].fingers.map { $0.template.withBytes { Array($0) } } == [own, own])
        #expect(try Template(bytes: own).count > 20)
    }

    @Test("A line longer than a piece of the file is read whole, and so are all after it")
    func long() throws {
        let own = Data(try TemplateExtractor().extract(picture).template.bytes).base64EncodedString()
        let caution = #","caution":"\#(String(repeating: "x", count: 700_000))""#
        let short = line(#"{"template":"\#(own)"}"#)
        let long = line(#"{"template":"\#(own)"}"#, more: caution)
        let records = try read(([long] + Array(repeating: short, count: 2000) + [long]).joined(separator: "\n"))
        #expect(records.count == 2002)
        #expect(records[0].caution.utf8.count == 700_000 && records[2001].caution == records[0].caution)
    }

    @Test(
        "A line that cannot be used stops it all, and is named with the reason",
        arguments: [
            ("{", "json.invalid", "line 2"), (#"{"id":"b"}"#, "json.invalid", "line 2"),
            (#"{"id":"b","notice":"pink","prints":[{"template":"%"}]}"#, "hub.word", "line 2"),
            (#"{"id":"b","notice":"red","prints":[{"template":"%","finger":"toe"}]}"#, "hub.word", "'toe'"),
            (#"{"id":"b","notice":"red","prints":[]}"#, "hub.unusablePrint", "no print"),
            (#"{"id":"b","notice":"red","prints":[{}]}"#, "hub.unusablePrint", "print 1 of 'b'"),
            (
                #"{"id":"b","notice":"red","prints":[{"template":"%"},{"template":"AAAA"}]}"#, "hub.unusablePrint",
                "print 2"
            ),
            (#"{"id":"b","notice":"red","prints":[{"template":"UkxU"}]}"#, "hub.unusablePrint", "print 1"),
            (#"{"id":"b","notice":"red","prints":[{"template":"Rk1SACAyMAAAAAAY"}]}"#, "hub.unusablePrint", "print 1"),
            (#"{"id":"b","notice":"red","prints":[{"picture":"AAAA"}]}"#, "hub.unusablePrint", "print 1"),
            (#"{"id":"b","notice":"red","prints":[{"picture":"AAAA","template":"%"}]}"#, "hub.unusablePrint", "both"),
        ])
    func refused(text: String, code: String, part: String) throws {
        let own = Data(try TemplateExtractor().extract(picture).template.bytes).base64EncodedString()
        let good = line(#"{"template":"\#(own)"}"#)
        let error = #expect(throws: Fault.self) {
            try read([good, text.replacing("%", with: own), good].joined(separator: "\n"))
        }
        #expect(error?.code.rawValue == code && error?.message.contains("line 2") == true)
        #expect(error?.message.contains(part) == true)
    }
}
