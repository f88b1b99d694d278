extension String {
    /// The text in one line of visible letters: what could move a terminal's cursor, end the line, turn its direction or
    /// hide is written as `\u{…}`. For whatever others wrote and a person is to read.
    public var printable: String {
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar.isVisible {
                text.append(scalar)
            } else {
                text += "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars
            }
        }
        return String(text)
    }

    /// JSON whose strings hold no such letters either: escapes instead, which mean the same.
    public var printableJSON: String {
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar.isVisible || scalar == "\n" {
                text.append(scalar)
            } else {
                for unit in UTF16.encode(scalar) ?? .init() {
                    let digits = String(unit, radix: 16)
                    text += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".unicodeScalars
                }
            }
        }
        return String(text)
    }
}

extension Unicode.Scalar {
    fileprivate var isVisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
