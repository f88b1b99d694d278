internal import Foundation
public import Ground

/// What the words of a record may be, for whoever makes one: whatever stands on a screen must be all that is there.
///
/// A station searches a record whose words are others all the same, and names it: an older hub may have published it.
public enum RecordText {
    /// Whether a record may be named so: 1 to 64 bytes, in the composed form (NFC) of Unicode, visible, with no space at
    /// its ends. So two identifiers that look alike are never on one list.
    ///
    ///     try RecordText.check(identifier: "2026-17")
    ///
    /// - Throws: ``Fault`` `list.record`.
    public static func check(identifier: String) throws(Fault) {
        try checkForm(of: identifier)
        guard identifier.isPlain || identifier.unicodeScalars.allSatisfy(\.isSeen) else {
            throw refusal(identifier, "has characters that are not seen, such as turns of direction; leave them out")
        }
        guard identifier.first?.isWhitespace == false, identifier.last?.isWhitespace == false else {
            throw refusal(identifier, "begins or ends with a space; leave it out")
        }
    }

    /// The same of an identifier's length and form alone.
    static func checkForm(of identifier: String) throws(Fault) {
        guard (1...ListEntry.longestIdentifier).contains(identifier.utf8.count) else {
            throw refusal(identifier, "has no length from 1 to 64 bytes; choose another")
        }
        // Nearly all are of plain letters: a list of a million is looked through at each start of a station.
        if identifier.isPlain { return }
        guard identifier.precomposedStringWithCanonicalMapping.utf8.elementsEqual(identifier.utf8) else {
            throw refusal(identifier, "is not in Unicode's composed form (NFC); write it so")
        }
    }

    private static func refusal(_ identifier: String, _ reason: String) -> Fault {
        Fault(.listRecord, "the identifier '\(String(identifier.prefix(80)).printable)' \(reason)")
    }

    /// Whether a reference may be so, or, where it may have lines, a caution or an instruction.
    ///
    /// - Throws: ``Fault`` `list.record` with whose it is.
    static func check(_ text: String, _ name: String, of id: String, lines: Bool = false) throws(Fault) {
        guard text.isPlain || text.unicodeScalars.allSatisfy({ $0.isSeen || lines && ["\n", "\t"].contains($0) }) else {
            throw Fault(
                .listRecord,
                "the \(name) of record '\(id.printable)' has characters that are not seen, such as control characters or "
                    + "turns of direction; leave them out")
        }
    }
}

extension String {
    /// Whether it is made of visible ASCII and spaces.
    fileprivate var isPlain: Bool { utf8.allSatisfy { (0x20...0x7E).contains($0) } }
}

extension Unicode.Scalar {
    /// Neither control nor format, nor a letter that is there and not drawn.
    fileprivate var isSeen: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: !properties.isDefaultIgnorableCodePoint
        }
    }
}

extension WatchlistRecord {
    /// Whether the record may be made so.
    ///
    /// - Throws: ``Fault`` `list.record` with what is wrong with which of its words.
    public func checkTexts() throws(Fault) {
        try RecordText.check(identifier: id)
        try RecordText.check(reference, "reference", of: id)
        try RecordText.check(caution, "caution", of: id, lines: true)
        try RecordText.check(instruction, "instruction", of: id, lines: true)
    }
}
