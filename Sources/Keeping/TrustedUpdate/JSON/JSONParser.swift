internal import Foundation
internal import Ground

/// Reads JSON from outside: total, with bounded nesting, no doubled members, no fractions, no lone surrogates.
///
/// Source: RFC 8259, narrowed to what canonical JSON can express.
struct JSONParser {
    /// Deeper nesting than any metadata file needs is an attack on the stack.
    static let deepest = 32

    private let bytes: [UInt8]
    private var at = 0

    /// - Throws: ``Fault`` `trust.malformed` that names the byte where reading stopped.
    static func parse(_ data: Data) throws(Fault) -> JSONValue {
        var parser = JSONParser(bytes: [UInt8](data))
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.at == parser.bytes.count else { throw parser.malformed("more text after the end") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func value(depth: Int) throws(Fault) -> JSONValue {
        guard depth <= Self.deepest else { throw malformed("nesting deeper than \(Self.deepest)") }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .integer(try integer())
        }
    }

    private mutating func object(depth: Int) throws(Fault) -> JSONValue {
        at += 1
        var members: [ExactText: JSONValue] = [:]
        if accept("}") { return .object(members) }
        repeat {
            skipSpace()
            let key = ExactText(try string())
            guard accept(":") else { throw malformed("a colon was expected") }
            guard members.updateValue(try value(depth: depth + 1), forKey: key) == nil else {
                throw malformed("the member '\(key.text.prefix(60))' is there twice")
            }
        } while accept(",")
        guard accept("}") else { throw malformed("a comma or } was expected") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Fault) -> JSONValue {
        at += 1
        var values: [JSONValue] = []
        if accept("]") { return .array(values) }
        repeat { values.append(try value(depth: depth + 1)) } while accept(",")
        guard accept("]") else { throw malformed("a comma or ] was expected") }
        return .array(values)
    }

    private mutating func integer() throws(Fault) -> Int {
        let start = at
        if peek == UInt8(ascii: "-") { at += 1 }
        let digits = at
        while let digit = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) { at += 1 }
        let leadingZero = at - digits > 1 && bytes[digits] == UInt8(ascii: "0")
        guard at > digits, !leadingZero, let value = Int(String(decoding: bytes[start..<at], as: UTF8.self)) else {
            throw malformed("a value was expected")
        }
        if let next = peek, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(next) {
            throw malformed("numbers with fractions cannot be signed")
        }
        return value
    }

    private mutating func string() throws(Fault) -> String {
        guard peek == UInt8(ascii: "\"") else { throw malformed("a string was expected") }
        at += 1
        var text: [UInt8] = []
        var run = at
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw malformed("a control character inside a string") }
            at += 1
            if byte == UInt8(ascii: "\\") {
                text += bytes[run..<at - 1]
                try escape(into: &text)
                run = at
            }
        }
        guard peek != nil else { throw malformed("a string does not end") }
        text += bytes[run..<at]
        at += 1
        guard let string = String(validating: text, as: UTF8.self) else { throw malformed("text that is not UTF-8") }
        return string
    }

    private mutating func escape(into text: inout [UInt8]) throws(Fault) {
        guard let letter = peek else { throw malformed("a string does not end") }
        at += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += String(Character(try escapedScalar())).utf8
        default: throw malformed("an unknown escape")
        }
    }

    private mutating func escapedScalar() throws(Fault) -> Unicode.Scalar {
        var code = UInt32(try fourHexDigits())
        if (0xD800..<0xDC00).contains(code), peek == UInt8(ascii: "\\") {
            at += 1
            guard peek == UInt8(ascii: "u") else { throw malformed("half a surrogate pair") }
            at += 1
            let low = UInt32(try fourHexDigits())
            guard (0xDC00..<0xE000).contains(low) else { throw malformed("half a surrogate pair") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw malformed("half a surrogate pair") }
        return scalar
    }

    private mutating func fourHexDigits() throws(Fault) -> UInt16 {
        guard bytes.count - at >= 4, let pair = Hex.decode(String(decoding: bytes[at..<at + 4], as: UTF8.self)),
            pair.count == 2
        else { throw malformed("four hexadecimal digits were expected") }
        at += 4
        return UInt16(pair, .bigEndian)
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Fault) -> JSONValue {
        guard bytes[at...].starts(with: "\(word)".utf8) else { throw malformed("a value was expected") }
        at += word.utf8CodeUnitCount
        return value
    }

    private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard peek == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    private func malformed(_ what: String) -> Fault {
        Fault(.trustMalformed, "metadata is not readable JSON at byte \(at): \(what); fetch it again")
    }
}
