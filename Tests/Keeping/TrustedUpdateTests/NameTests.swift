import Foundation
import Ground
import Testing

@testable import TrustedUpdate

@Suite("Names and hashes of targets, as the reference implementation takes them")
struct NameTests {
    private static let composed = "caf\u{e9}.txt"
    private static let decomposed = "cafe\u{301}.txt"
    private static let content = Data("hello\n".utf8)

    /// A repository's first targets with these added, each of a hash by algorithm, and signed.
    private func targets(_ added: [(path: String, hashes: [ExactText: JSONValue])]) async throws -> TargetsMetadata {
        let fixture = try await Fixture()
        let data = try Forger(fixture).sign("targets", version: 1) { part in
            for (path, hashes) in added {
                part[table: "targets"][ExactText(path)] = .object([
                    "length": .integer(Self.content.count), "hashes": .object(hashes),
                ])
            }
        }
        return try TargetsMetadata(data, keys: RootMetadata(fixture.trustedRoot).targets, name: "targets")
    }

    private func find(_ path: String, in targets: TargetsMetadata) -> TargetFile? {
        if case .found(let file) = DelegationSearch.find(path, in: ["targets": targets]) { file } else { nil }
    }

    @Test("Two names that differ by their normal form only are two targets, each with its own hash")
    func normalForms() async throws {
        let names = [Self.composed, Self.decomposed]
        let both = try await targets([
            (Self.composed, ["sha256": .string(String(repeating: "1", count: 64))]),
            (Self.decomposed, ["sha256": .string(String(repeating: "2", count: 64))]),
        ])
        #expect(both.files.count == 2)
        for (name, digit) in zip(names, ["1", "2"]) {
            let file = try #require(find(name, in: both))
            #expect(file.path.utf8.elementsEqual(name.utf8))
            #expect(file.description.hashes == ["sha256": String(repeating: digit, count: 64)])
        }
    }

    @Test("A name of another normal form is not found")
    func otherForm() async throws {
        let one = try await targets([(Self.decomposed, ["sha256": .string(String(repeating: "1", count: 64))])])
        #expect(find(Self.decomposed, in: one) != nil)
        #expect(find(Self.composed, in: one) == nil)
    }

    @Test("Members that differ by their normal form are two, the same bytes twice are refused")
    func members() throws {
        let value = try JSONParser.parse(Data(#"{"\#(Self.composed)":1,"\#(Self.decomposed)":2}"#.utf8))
        #expect(value.object?.count == 2)
        // By code point e comes before é.
        #expect(value.canonical == Data(#"{"\#(Self.decomposed)":2,"\#(Self.composed)":1}"#.utf8))
        #expect(throws: Fault(.init("trust.malformed"), "")) {
            try JSONParser.parse(Data(#"{"\#(Self.composed)":1,"\#(Self.composed)":2}"#.utf8))
        }
    }

    @Test("A target of which no hash is known matters only to whoever wants it")
    func otherHash() async throws {
        let sha256 = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
        let both = try await targets([
            ("a.txt", ["sha256": .string(sha256), "blake2b-256": .string("00")]),
            ("b.txt", ["blake2b-256": .string(String(repeating: "0", count: 64))]),
        ])
        var check = TargetCheck(try #require(find("a.txt", in: both)))
        Self.content.withUnsafeBytes { check.update($0) }
        try check.finish()
        let other = try #require(find("b.txt", in: both))
        // Its length is right; that alone proves nothing.
        var unchecked = TargetCheck(other)
        Self.content.withUnsafeBytes { unchecked.update($0) }
        #expect(throws: Fault(.init("trust.malformed"), "")) { try unchecked.finish() }
        let file = FileManager.default.temporaryDirectory.appending(path: "target-\(UUIDv7())")
        let client = try await Fixture().client()
        await #expect(throws: Fault(.init("trust.malformed"), "")) { try await client.fetch(other, to: file) }
        #expect(!FileManager.default.fileExists(atPath: file.path))
    }

    @Test("Hashes that are none at all are refused", arguments: [JSONValue.object([:]), .string("00"), .array([])])
    func noHashes(hashes: JSONValue) {
        #expect(throws: Fault(.init("trust.malformed"), "")) {
            try TargetFile(path: "a", .object(["length": .integer(1), "hashes": hashes]))
        }
    }
}
