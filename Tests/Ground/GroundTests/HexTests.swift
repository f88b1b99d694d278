import Foundation
import Ground
import Testing

@Suite("Hexadecimal text and identifiers")
struct HexTests {
    // From RFC 4648, section 10.
    @Test(
        "is written in lower case and read in either",
        arguments: [("", ""), ("f", "66"), ("foobar", "666f6f626172")])
    func known(text: String, hex: String) {
        #expect(Hex.encode(text.utf8) == hex)
        #expect(Hex.decode(hex) == Array(text.utf8))
        #expect(Hex.decode(hex.uppercased()) == Array(text.utf8))
    }

    @Test("of every byte is read back")
    func all() { #expect(Hex.decode(Hex.encode(0...255)) == Array(0...255)) }

    @Test(
        "is refused with any other letter or half a byte",
        arguments: ["0", "0g", "g0", " 00", "0x00", "٠٠", "ａａ", "é0"])
    func refused(text: String) { #expect(Hex.decode(text) == nil) }

    // The example of RFC 9562, appendix A.6.
    @Test("An identifier of version 7 is read from its text and from its bytes")
    func identifier() throws {
        let text = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
        let identifier = try #require(UUIDv7(text))
        #expect(identifier.description == text)
        #expect(Hex.encode(identifier.bytes) == text.replacing("-", with: ""))
        #expect(UUIDv7(bytes: identifier.bytes) == identifier)
        #expect(UUIDv7(bytes: identifier.bytes.dropLast()) == nil && UUIDv7(bytes: identifier.bytes + [0]) == nil)
        var other = identifier.bytes
        other[6] = 0x4C
        #expect(UUIDv7(bytes: other) == nil && UUIDv7(text.replacing("-7cc3", with: "-4cc3")) == nil)
    }

    @Test("Identifiers come in the order of their making, which is that of their texts")
    func order() {
        var random = SystemRandomNumberGenerator()
        let made = (0..<200).map { UUIDv7(now: Date(timeIntervalSince1970: Double($0) * 7.3e8), using: &random) }
        #expect(made.shuffled().sorted() == made)
        #expect(made.map(\.description).shuffled().sorted() == made.map(\.description))
    }
}
