/// Text that is equal to the same bytes only.
///
/// Swift's strings are equal where Unicode holds them to be the same text; two targets or members whose names differ by
/// their normal form are two to everybody who signs and to every other client.
struct ExactText: Hashable, Sendable, ExpressibleByStringLiteral {
    let text: String

    init(_ text: String) { self.text = text }
    init(stringLiteral text: String) { self.text = text }

    static func == (one: ExactText, other: ExactText) -> Bool { one.text.utf8.elementsEqual(other.text.utf8) }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }

    /// The order of UTF-8 bytes, which is the order of code points; the order of Swift strings is neither.
    func precedes(_ other: ExactText) -> Bool { text.utf8.lexicographicallyPrecedes(other.text.utf8) }
}
