internal import Foundation
internal import Ground

extension JSONValue {
    /// The one text of this value that everybody signs: no space, members by code point, only `"` and `\` escaped.
    ///
    /// Source: OLPC canonical JSON, as the TUF specification (section 4.2) names it.
    var canonical: Data {
        var text = Data()
        append(to: &text, escapingControls: false)
        return text
    }

    /// The same text with control characters escaped, as every JSON reader wants them: for files.
    var file: Data {
        var text = Data()
        append(to: &text, escapingControls: true)
        return text
    }

    private func append(to text: inout Data, escapingControls: Bool) {
        switch self {
        case .null: text += "null".utf8
        case .boolean(let value): text += (value ? "true" : "false").utf8
        case .integer(let value): text += String(value).utf8
        case .string(let value): Self.append(value, to: &text, escapingControls)
        case .array(let values):
            text.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                value.append(to: &text, escapingControls: escapingControls)
            }
            text.append(UInt8(ascii: "]"))
        case .object(let members):
            text.append(UInt8(ascii: "{"))
            let sorted = members.sorted { $0.key.precedes($1.key) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                Self.append(member.key.text, to: &text, escapingControls)
                text.append(UInt8(ascii: ":"))
                member.value.append(to: &text, escapingControls: escapingControls)
            }
            text.append(UInt8(ascii: "}"))
        }
    }

    private static func append(_ string: String, to text: inout Data, _ escapingControls: Bool) {
        text.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            if escapingControls, byte < 0x20 {
                text += "\\u00\(Hex.encode([byte]))".utf8
                continue
            }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
            text.append(byte)
        }
        text.append(UInt8(ascii: "\""))
    }
}
