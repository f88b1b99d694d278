import Fingerprint
import Foundation
import Ground
import Identification
import Imaging
import Interchange
import SyntheticPrints
import Testing
import Watchlist

@testable import Hub

@Suite("From a file of records to records") struct RecordFileTests {
    let file = FileManager.default.temporaryDirectory.appending(path: "records-\(UUIDv7()).jsonl")
    let picture = Impression(
        of: SyntheticPrints.master(finger: 1, seed: 7), conditions: Conditions(), seed: 7
    ).image

    func enrolled(
        _ text: String, acceptsPoor: Bool = false, keepsPictures: Bool = false
    ) throws(Fault) -> Enrolled {
        defer { try? FileManager.default.removeItem(at: file) }
        try DurableFile.write(Data(text.utf8), to: file)
        return try RecordFile.records(in: file, acceptsPoor: acceptsPoor, keepsPictures: keepsPictures)
    }

    /// As the command without `--skip-unusable`.
    func read(_ text: String) throws(Fault) -> [WatchlistRecord] {
        let enrolled = try enrolled(text)
        guard enrolled.unusable.isEmpty else {
            throw Fault(.init("hub.unusablePrint"), enrolled.unusable.joined(separator: "\n"))
        }
        return enrolled.records
    }

    func line(_ prints: String, id: String = "anna", notice: String = "red", more: String = "") -> String {
        #"{"id":"\#(id)","notice":"\#(notice)","prints":[\#(prints)]\#(more)}"#
    }

    /// So many minutiae of a good print, in our own form as base64.
    func print(minutiae: Int) throws -> String {
        let whole = try TemplateExtractor().extract(picture).template
        let part = Template(
            width: whole.width, height: whole.height, quality: whole.quality,
            minutiae: Array(whole.minutiae.prefix(minutiae)))
        return #"{"template":"\#(Data(part.bytes).base64EncodedString())"}"#
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
        #expect(one.parts.map(\.finger) == [.leftRing, .leftRing])
        let minutiae = try Template(bytes: one.parts[1].reference.withBytes { Array($0) }).minutiae
        #expect(minutiae.map(\.x) == template.minutiae.map(\.x) && minutiae.map(\.y) == template.minutiae.map(\.y))
        let stated = try read(line(#"{"finger":"rightThumb","template":"\#(base64)"}"#))
        #expect(stated.first?.parts.map(\.finger) == [.rightThumb, .rightThumb])
    }

    @Test("Pictures, our own templates and what is to be said stand beside each other; empty lines are passed over")
    func mixture() throws {
        let own = try TemplateExtractor().extract(picture).template.bytes
        let png = Data(try ImageFile.pngBytes(of: picture)).base64EncodedString()
        let prints = #"{"picture":"\#(png)","finger":"rightIndex"},{"template":"\#(Data(own).base64EncodedString())"}"#
        let until = #","validUntil":"2030-01-01T00:00:00.000Z","caution":"armed","instruction":"call"}"#
        let records = try read("\n\(line(prints).dropLast())\(until)\r\n\n" + line(prints, id: "berta", notice: "blue"))
        #expect(records.map(\.notice) == [.red, .blue] && records.map(\.parts.count) == [2, 2])
        #expect(records[0].caution == "armed" && records[0].instruction == "call" && records[1].validUntil == nil)
        #expect(records[0].parts.map { $0.reference.withBytes { Array($0) } } == [own, own])
        #expect(try Template(bytes: own).count > 20)
    }

    @Test("What the officer sees, closed sets, parts of other kinds and pictures come with the record")
    func details() throws {
        let png = Data(try ImageFile.pngBytes(of: picture)).base64EncodedString()
        let photograph = Data([0xFF, 0xD8, 0xFF, 0xE0]).base64EncodedString()
        let more = #"""
            ,"cautions":["armed","terrorism"],"action":"denyEntry",
            "display":{"name":"Doe, Jane","birthDate":"1970-05","nationalities":["UTO"],"sex":"female",
            "photograph":"\#(photograph)"},"parts":[{"kind":"portrait","position":1,"reference":"AQI=","picture":"AwQ="}]
            """#.replacing("\n", with: "")
        let text = line(#"{"finger":"leftThumb","picture":"\#(png)"}"#, more: more)
        for keepsPictures in [false, true] {
            let records = try enrolled(text, keepsPictures: keepsPictures).records
            let record = try #require(records.first)
            #expect(record.cautions == [.armed, .terrorism] && record.action == .denyEntry)
            #expect(record.display?.name == "Doe, Jane" && record.display?.birthDate?.description == "1970-05")
            #expect(record.display?.nationalities == ["UTO"] && record.display?.sex == .female)
            #expect(record.display?.photograph?.count == 4)
            #expect(record.parts.map(\.kind) == [.finger, .portrait] && record.parts.map(\.position) == [6, 1])
            #expect(record.parts[1].reference.withBytes { Array($0) } == [1, 2] && record.parts[1].picture?.count == 2)
            let kept = record.parts[0].picture
            #expect((kept != nil) == keepsPictures)
            if let kept {
                #expect(try ImageFile.read(kept).withPixels { Array($0) } == picture.withPixels { Array($0) })
            }
        }
    }

    @Test(
        "What no officer could be shown is refused by name",
        arguments: [
            (#""cautions":["armd"]"#, "hub.word", "'armd'"), (#""cautions":["other"]"#, "hub.word", "'other'"),
            (#""action":"arrest"#, "json.invalid", "line 1"), (#""action":"arrest""#, "hub.word", "'arrest'"),
            (#""display":{"nam":"x"}"#, "json.invalid", "'nam'"),
            (#""display":{"birthDate":"1970-02-30"}"#, "list.record", "1970-02-30"),
            (#""display":{"sex":"x"}"#, "hub.word", "'x'"), (#""display":{"name":"a\nb"}"#, "list.record", "name"),
            (#""display":{"nationalities":["uto"]}"#, "list.record", "nationalities"),
            (#""display":{"photograph":"AAAA"}"#, "list.record", "photograph"),
            (#""parts":[{"kind":"finger","reference":"AA=="}]"#, "list.record", "prints"),
            (#""parts":[{"kind":"Iris","reference":"AA=="}]"#, "list.record", "a-z"),
            (#""parts":[{"kind":"iris"}]"#, "list.record", "reference"),
            (#""parts":[{"kind":"iris","reference":"AA==","size":1}]"#, "json.invalid", "'size'"),
            (#""parts":[{"kind":"iris","reference":"AA==","position":256}]"#, "json.invalid", "line 1"),
        ])
    func unfit(more: String, code: String, part: String) throws {
        let own = Data(try TemplateExtractor().extract(picture).template.bytes).base64EncodedString()
        let text = line(#"{"template":"\#(own)"}"#, more: "," + more)
        let error = #expect(throws: Fault.self) { try read(text) }
        let fault = try #require(error)
        #expect(fault.code.rawValue == code && "\(fault)".contains(part))
    }

    @Test("A line longer than a piece of the file is read whole, and so are all after it")
    func long() throws {
        let own = Data(try TemplateExtractor().extract(picture).template.bytes).base64EncodedString()
        let caution = #","caution":"\#(String(repeating: "x", count: 700_000))""#
        let print = #"{"template":"\#(own)"}"#
        let long = ["first", "last"].map { line(print, id: $0, more: caution) }
        let short = (0..<2000).map { line(print, id: "\($0)") }
        let records = try read((long.prefix(1) + short + long.suffix(1)).joined(separator: "\n"))
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
        let good = ["a", "c"].map { line(#"{"template":"\#(own)"}"#, id: $0) }
        let error = #expect(throws: Fault.self) {
            try read([good[0], text.replacing("%", with: own), good[1]].joined(separator: "\n"))
        }
        #expect(error?.code.rawValue == code && error?.message.contains("line 2") == true)
        #expect(error?.message.contains(part) == true)
    }

    @Test(
        "A print that would not be found when it is compared with itself is left out, named and counted",
        arguments: [1, 3, 7])
    func poor(minutiae: Int) throws {
        let file = [line(try print(minutiae: 60)), line(try print(minutiae: minutiae), id: "berta")]
            .joined(separator: "\n")
        let enrolled = try enrolled(file)
        #expect(enrolled.records.map(\.id) == ["anna"] && enrolled.poor.isEmpty)
        #expect(enrolled.unusable.count == 1)
        let reason = try #require(enrolled.unusable.first)
        #expect(reason.contains("line 2") && reason.contains("print 1 of 'berta'"))
        #expect(reason.contains("minutiae of use"))
        let poorAlone = try line(print(minutiae: minutiae), id: "berta")
        try DurableFile.write(Data(poorAlone.utf8), to: self.file)
        defer { try? FileManager.default.removeItem(at: self.file) }
        var told: [Int] = []
        _ = try RecordFile.records(in: self.file) { told.append($0) }
        #expect(told.isEmpty)
        let accepted = try self.enrolled(file, acceptsPoor: true)
        #expect(accepted.records.map(\.id) == ["anna", "berta"] && accepted.unusable.isEmpty)
        #expect(accepted.poor.count == 1 && accepted.poor[0].contains("print 1 of 'berta'"))
    }

    @Test("A template without minutiae is left out, even where poor prints are accepted")
    func empty() throws {
        let empty = Template(width: 300, height: 400, quality: 80, minutiae: [])
        for bytes in [empty.bytes, try FingerMinutiaeRecord(empty).bytes()] {
            let print = #"{"template":"\#(Data(bytes).base64EncodedString())"}"#
            #expect(try enrolled(line(print), acceptsPoor: true).unusable.count == 1)
        }
    }
}
