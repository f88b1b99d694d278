import Foundation
import Ground
import Testing

@Suite("JSON that others wrote")
struct WireJSONTests {
    private struct Person: Decodable, Equatable {
        let id: String
        let prints: [Int]?
        let inner: [String: Int]?
    }

    private func read(_ text: String) throws -> Person {
        try WireJSON.decode(from: Data(text.utf8), limit: 1000, naming: "the person")
    }

    @Test(
        "with a member twice is refused by its name: one of them would be lost without a word",
        arguments: [
            #"{"id": "a", "prints": [1], "prints": [2]}"#, #"{"id": "a", "id": "a"}"#,
            #"{"id": "a", "\u0069d": "b"}"#, #"{"id": "a", "inner": {"x": 1, "y": 2, "x": 3}}"#,
            #"{"id": "a", "prints": [], "more": [{"b": 1, "b": 1}]}"#, "{\"id\":\"a\"\n,\t\"id\":\"b\"}",
        ])
    func twice(text: String) throws {
        let fault = #expect(throws: Fault(.init("json.invalid"), "")) { try read(text) }
        #expect(try #require(fault).message.contains("twice"))
    }

    @Test(
        "with the same name in different objects, as a value, or escaped as another is read",
        arguments: [
            #"{"id": "id", "inner": {"id": 1}}"#, #"{"id": "a", "more": [{"b": 1}, {"b": 2}], "b": {"b": {"b": 1}}}"#,
            #"{"id": "\"id\": {", "prints": [1, 2, 3]}"#, #"{"id": "a", "more": ["id", "id", "id"]}"#,
            #"{"id": "a\\", "ID": "b"}"#,
        ])
    func once(text: String) throws {
        #expect(throws: Never.self) { try read(text) }
    }

    @Test("A line for programs holds nothing that moves a terminal's cursor, and means the same")
    func line() throws {
        let value = ["name": "a\u{1B}[2J\u{202E}\u{85}\nb/é"]
        let line = try WireJSON.line(value)
        #expect(line.printable == line)
        #expect(try WireJSON.decode(from: Data(line.utf8), limit: 1000, naming: "the line") == value)
    }

    @Test(
        "that does not fit names the member",
        arguments: [
            (#"{"id": 1}"#, "(id)"), (#"{"prints": []}"#, "(id)"), (#"{"id": "a", "prints": [1, "2"]}"#, "(prints, 1)"),
            (#"{"id": "a", "inner": {"x": null}}"#, "(inner, x)"),
        ])
    func misfit(text: String, place: String) throws {
        let fault = #expect(throws: Fault(.init("json.invalid"), "")) { try read(text) }
        #expect(try #require(fault).message.contains("another version \(place);"), "\(fault?.message ?? "")")
    }

    @Test("cut or changed anywhere is a person or a fault")
    func damaged() {
        let whole = Array(#"{"id": "a\"b", "prints": [1, 2], "inner": {"x": 1}}"#.utf8)
        var outcomes = (read: 0, refused: 0)
        for at in 0...whole.count {
            for byte in [nil, UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "{"), 0xFF] {
                let bytes = byte.map { whole.prefix(at) + [$0] + whole.dropFirst(at + 1) } ?? whole.prefix(at)
                do throws(Fault) {
                    _ = try WireJSON.decode(Person.self, from: Data(bytes), limit: 1000, naming: "it")
                    outcomes.read += 1
                } catch { outcomes.refused += 1 }
            }
        }
        #expect(outcomes.read > 0 && outcomes.refused > 200)
    }
}
