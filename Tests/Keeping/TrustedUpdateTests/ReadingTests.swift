import Foundation
import Ground
import Testing

@testable import TrustedUpdate

@Suite("Reading metadata")
struct ReadingTests {
    @Test(
        "canonical JSON is what the reference implementation's encoder writes",
        arguments: [
            (#" { "b" : 1 , "a" : [ true , null , -5 ] } "#, #"{"a":[true,null,-5],"b":1}"#),
            (#"{"é":1,"z":2,"\ud83d\ude00":3,"ﬀ":4}"#, "{\"z\":2,\"é\":1,\"ﬀ\":4,\"😀\":3}"),
            (#""line\n \"quote\" back\\slash \u0041\/""#, "\"line\n \\\"quote\\\" back\\\\slash A/\""),
            ("{}", "{}"), ("[]", "[]"), ("0", "0"), ("-0", "0"),
        ])
    func canonical(text: String, expected: String) throws {
        #expect(try JSONParser.parse(Data(text.utf8)).canonical == Data(expected.utf8))
    }

    @Test(
        "what is not JSON that can be signed is refused",
        arguments: [
            "", " ", "{", "[", "\"", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{a:1}", "[1,]", "[1 2]", "1 2",
            "01", "-",
            "1.5", "1e3", "99999999999999999999", "tru", "nulL", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"",
            "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "{\"a\":1,\"a\":2}", "+1", "NaN",
        ])
    func malformed(text: String) {
        #expect(throws: Fault(.init("trust.malformed"), "")) { try JSONParser.parse(Data(text.utf8)) }
    }

    @Test("text that is not UTF-8 is refused")
    func invalidText() {
        #expect(throws: Fault(.init("trust.malformed"), "")) { try JSONParser.parse(Data([0x22, 0xC3, 0x28, 0x22])) }
    }

    @Test("nesting is bounded")
    func nesting() throws {
        func nested(_ depth: Int) -> Data {
            Data((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        _ = try JSONParser.parse(nested(30))
        #expect(throws: Fault(.init("trust.malformed"), "")) { try JSONParser.parse(nested(100_000)) }
    }

    // Expected values from Python's fnmatch, part by part.
    @Test(
        "delegated paths follow shell patterns within each part",
        arguments: [
            ("lists/interpol/base-1.rll", "lists/interpol/*", true), ("lists/interpol/base-1.rll", "lists/*", false),
            ("lists/interpol/base-1.rll", "*", false), ("a", "*", true), ("a/b", "*/*", true), ("abc", "a?c", true),
            ("ac", "a?c", false), ("abc", "a[a-c]c", true), ("adc", "a[a-c]c", false), ("adc", "a[!a-c]c", true),
            ("a]c", "a[]]c", true), ("a[c", "a[c", true), ("aXbXc", "a*b*c", true), ("aXbX", "a*b*c", false),
            ("", "", true),
            ("", "*", true), ("a", "", false), ("a-c", "a[a-]c", true),
            ("aaaaaaaaaaaaaaaaaaaab", "*a*a*a*a*a*a*a*c", false),
            ("A", "a", false),
        ])
    func patterns(path: String, pattern: String, expected: Bool) {
        #expect(PathPattern.matches(path, pattern) == expected)
    }

    @Test(
        "times are exact or refused",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2027-01-15T08:00:00Z", 1_800_000_000), ("2000-02-29T23:59:59Z", 951_868_799),
            ("2001-02-29T00:00:00Z", nil), ("2000-13-01T00:00:00Z", nil), ("2000-01-01T24:00:00Z", nil),
            ("2000-01-01T00:00:00", nil), ("2000-01-01 00:00:00Z", nil), ("2000-01-01T00:00:00.5Z", nil), ("", nil),
            ("٢000-01-01T00:00:00Z", nil),
        ] as [(String, Double?)])
    func times(text: String, seconds: Double?) {
        #expect(DateText.date(seconds: text)?.timeIntervalSince1970 == seconds)
    }

    @Test(
        "a path that leads out of the folder is refused",
        arguments: [
            "../secret", "a/../../b", "/etc/passwd", "a//b", ".", "", "a/./b", "a\0b",
        ])
    func paths(path: String) {
        let source = DirectorySource(FileManager.default.temporaryDirectory)
        #expect(throws: Fault(.init("trust.path"), "")) { try source.file(of: path) }
    }

    @Test(
        "role names become single path components",
        arguments: [
            ("targets", "3.targets.json"), ("a/b", "3.a%2Fb.json"), ("..", "3....json"), ("ü x", "3.%C3%BC%20x.json"),
        ])
    func names(role: String, expected: String) {
        #expect(FileNames.metadata(role, version: 3) == expected)
    }

    @Test("a key counts once, whatever it is called", arguments: [(1, true), (2, false)])
    func aliases(threshold: Int, enough: Bool) throws {
        let key = SigningKey()
        let signed: [ExactText: JSONValue] = [
            "_type": .string("snapshot"), "spec_version": .string("1.0.31"), "version": .integer(1),
            "expires": .string("2030-01-01T00:00:00Z"),
        ]
        let one = try #require(try key.signature(over: JSONValue.object(signed).canonical).object)
        let other = one.merging(["keyid": .string("another")]) { $1 }
        let document = JSONValue.object([
            "signed": .object(signed), "signatures": .array([.object(one), .object(other)]),
        ])
        let known = try RoleKeys.table(
            .object([ExactText(key.identifier): key.description, "another": key.description]))
        let role = try RoleKeys(
            ["threshold": .integer(threshold), "keyids": .array(known.keys.map(JSONValue.string))], known: known,
            name: "snapshot")
        let read = try SignedDocument(document.canonical, type: "snapshot")
        if enough {
            try read.verify(with: role, name: "snapshot")
        } else {
            #expect(throws: Fault(.init("trust.signature"), "")) { try read.verify(with: role, name: "snapshot") }
        }
    }
}
