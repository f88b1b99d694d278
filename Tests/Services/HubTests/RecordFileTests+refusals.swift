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

extension RecordFileTests {
    @Test(
        "Two lines of one record are refused, and both are named",
        arguments: [("same", "same"), ("caf\u{e9}", "cafe\u{301}"), ("\u{c5}", "\u{212b}")])
    func twice(one: String, other: String) throws {
        let print = try print(minutiae: 60)
        let file = [line(print, id: one), "", line(print, id: "between"), line(print, id: other)]
        let fault = #expect(throws: Fault.self) { try read(file.joined(separator: "\n")) }
        #expect(fault?.code.rawValue == "list.record")
        #expect(fault?.message.contains("line 1 ") == true && fault?.message.contains("line 4 ") == true)
    }

    @Test(
        "An identifier must have 1 to 64 bytes in Unicode's composed form",
        arguments: ["", "cafe\u{301}", "\u{212b}"])
    func identifier(id: String) throws {
        let good = String(repeating: "\u{e9}", count: 32)
        let print = try print(minutiae: 60)
        #expect(try read(line(print, id: good)).map(\.id) == [good])
        for id in [id, good + "x"] {
            let fault = #expect(throws: Fault.self) { try read(line(print, id: id)) }
            #expect(fault?.code.rawValue == "list.record" && fault?.message.contains("line 1") == true)
        }
    }

    @Test(
        "A misspelt member is refused by name, never passed over",
        arguments: [
            (#","validuntil":"2030-01-01T00:00:00.000Z""#, "validuntil"), (#","Caution":"armed""#, "Caution"),
        ])
    func misspelt(more: String, member: String) throws {
        let fault = #expect(throws: Fault.self) { try read(line(try print(minutiae: 60), more: more)) }
        #expect(fault?.code.rawValue == "json.invalid")
        #expect(fault?.description.contains("'\(member)'") == true)
        let inPrint = try print(minutiae: 60).dropLast() + #","\#(member)":"x"}"#
        #expect(throws: Fault(.init("json.invalid"), "")) { try read(line(String(inPrint))) }
    }

    @Test("A record must end after it begins", arguments: ["2030-01-01T00:00:00.000Z", "2029-12-31T23:59:59.999Z"])
    func validity(until: String) throws {
        let print = try print(minutiae: 60)
        let more = #","validFrom":"2030-01-01T00:00:00.000Z","validUntil":"\#(until)""#
        #expect(throws: Fault(.init("list.record"), "")) { try read(line(print, more: more)) }
        let good = #","validFrom":"2030-01-01T00:00:00.000Z","validUntil":"2030-01-01T00:00:00.001Z""#
        #expect(try read(line(print, more: good)).count == 1)
    }

    @Test(
        "Base64 may be in lines, as openssl and MIME write it; what is none is refused",
        arguments: ["\\n", "\\r\\n", " "])
    func base64(separator: String) throws {
        let own = try TemplateExtractor().extract(picture).template.bytes
        let lines = Data(own).base64EncodedString(options: .lineLength64Characters)
            .replacing("\r\n", with: separator)
        let records = try read(line(#"{"template":"\#(lines)\#(separator)"}"#))
        #expect(records.first?.parts.first?.reference.withBytes { Array($0) } == own)
        for bad in ["Rk1S_-", "Rk1S!", "Rk1"] {
            #expect(throws: Fault(.init("json.invalid"), "")) { try read(line(#"{"template":"\#(bad)"}"#)) }
        }
    }

    @Test("A record whose time is over is left out and named, or stops the command; one that ends later is taken")
    func expired() throws {
        let print = try print(minutiae: 60)
        let now = Timestamp(milliseconds: 1_900_000_000_000)
        let until = { (time: Int64) in
            #","validUntil":"\#(Timestamp(milliseconds: 1_900_000_000_000 + time))""#
        }
        let text = [
            line(print, id: "past", more: until(-1)), line(print, id: "now", more: until(0)),
            line(print, id: "later", more: until(1)), line(print, id: "ever"),
        ].joined(separator: "\n")
        defer { try? FileManager.default.removeItem(at: file) }
        try DurableFile.write(Data(text.utf8), to: file)
        let enrolled = try RecordFile.records(in: file, now: now)
        #expect(enrolled.records.map(\.id) == ["later", "ever"])
        #expect(enrolled.unusable.map { $0.contains("valid until") } == [true, true])
        #expect(enrolled.unusable[0].contains("line 1") && enrolled.unusable[0].contains("'past'"))
    }

    @Test(
        "What is not seen is refused in a record's words, with the line",
        arguments: [
            #""id":"an\u0000na""#, #""id":"an\nna""#, #""id":"\u202eanna""#, #""id":"   ""#, #""id":" anna""#,
            #""id":"anna\u200b""#, #""id":"anna\u3164""#, #""id":"anna\u00a0""#,
            #""id":"anna","reference":"2026\u202e/17""#, #""id":"anna","caution":"armed\u001b[2J""#,
            #""id":"anna","instruction":"call\u2066 us""#,
        ])
    func unseen(words: String) throws {
        let rest = #","notice":"red","prints":[\#(try print(minutiae: 60))]}"#
        let fault = #expect(throws: Fault.self) { try read("{" + words + rest) }
        #expect(fault?.code.rawValue == "list.record" && fault?.message.contains("line 1") == true)
        let good = #""id":"Łukasz 17","reference":"ملف ٤","caution":"armed\n\tand quick""#
        #expect(try read("{" + good + rest).map(\.id) == ["Łukasz 17"])
    }
}
