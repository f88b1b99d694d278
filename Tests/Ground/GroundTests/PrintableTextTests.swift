import Foundation
import Ground
import Testing

@Suite("Text of others") struct PrintableTextTests {
    @Test(
        "What a person reads in any language is left as it is",
        arguments: ["", "anna \\ 2026/1", "Zoë", "محمد", "张伟", "🧿"])
    func kept(text: String) {
        #expect(text.printable == text)
        #expect(text.printableJSON == text)
    }

    @Test(
        "What moves a cursor, ends a line, turns the direction or hides is written out",
        arguments: [
            ("a\nb", #"a\u{a}b"#), ("\u{1B}[1A", #"\u{1b}[1A"#), ("\u{9B}2J", #"\u{9b}2J"#), ("\r", #"\u{d}"#),
            ("\r\n", #"\u{d}\u{a}"#), ("\u{202E}x", #"\u{202e}x"#), ("\u{2028}", #"\u{2028}"#),
            ("\u{200B}", #"\u{200b}"#),
            ("\u{E0041}", #"\u{e0041}"#), ("\u{0}", #"\u{0}"#), ("\u{7F}", #"\u{7f}"#),
        ])
    func escaped(text: String, printed: String) { #expect(text.printable == printed) }

    @Test(
        "JSON means the same and shows nothing else",
        arguments: ["\u{9B}2J", "\u{202E}", "\u{E0041}\u{2028}é", "\u{7F}"])
    func json(text: String) throws {
        let raw = "[\"\(text)\"]"
        let shown = raw.printableJSON
        #expect(try JSONDecoder().decode([String].self, from: Data(shown.utf8)) == [text])
        #expect(shown == shown.printable)
    }
}
