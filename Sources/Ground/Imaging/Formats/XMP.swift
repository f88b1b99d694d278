internal import Ground

/// What the Extensible Metadata Platform (ISO 16684-1) states: in `tiff:` properties, as attributes or as elements of RDF.
///
/// This is no XML parser. What names such a property in another form than programs write it is refused, not passed over.
enum XMP {
    private static let marks = ["xap/1.0/", "xmp/extension/"].map { Array("http://ns.adobe.com/\($0)\0".utf8) }
    /// Bytes before a part of an extension: its name, its length, the part's place.
    private static let partHead = 40

    /// What is in a block of JPEG's kind, which says by its beginning that it is XMP, or a part of it; nil for another.
    static func packet(_ block: FileStatements.Bytes) -> FileStatements.Bytes? {
        if block.starts(with: marks[0]) { return block.dropFirst(marks[0].count) }
        return block.starts(with: marks[1]) ? block.dropFirst(marks[1].count + partHead) : nil
    }

    static func isExtension(_ block: FileStatements.Bytes) -> Bool { block.starts(with: marks[1]) }

    /// - Parameter packet: total over anything, in time linear in its length.
    static func read(_ packet: FileStatements.Bytes) -> FileStatements {
        // Some are filled up with zeros. One in UTF-16 or UTF-32 has them everywhere, and no name would be found in it.
        let end = packet.lastIndex { $0 != 0 }.map { $0 + 1 } ?? packet.startIndex
        let text = Array(packet[..<end])[...]
        guard !text.contains(0) else { return .unread("XMP") }
        let across = values("XResolution", text)
        let down = values("YResolution", text)
        let units = values("ResolutionUnit", text).map { $0.flatMap(Int.init) }
        var statements = FileStatements()
        for at in 0..<max(across.count, down.count) {
            let unit = units.isEmpty ? 2 : units[min(at, units.count - 1)]
            let (x, y) = (number(across, at), number(down, at))
            guard let x, let y, let unit else { return .unread("XMP") }
            statements.resolutions.append(
                StatedResolution(across: x, down: y, unit: unit))
        }
        for orientation in values("Orientation", text) {
            statements.orientations.append(orientation.flatMap { Int($0) } ?? -1)
        }
        return statements
    }

    /// A fraction or a number; zero where there is none, nil for what is neither.
    private static func number(_ values: [String?], _ at: Int) -> Double? {
        guard at < values.count else { return 0 }
        let parts = values[at]?.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) } ?? []
        guard let above = parts.first ?? nil, above.isFinite, above >= 0, parts.count <= 2 else { return nil }
        guard parts.count == 2 else { return above }
        if above == 0 { return 0 }
        guard let below = parts[1], below > 0 else { return nil }
        return above / below
    }

    /// What stands for a property wherever it is named, of whatever prefix; nil for what is not to be read.
    private static func values(_ name: String, _ text: ArraySlice<UInt8>) -> [String?] {
        let name = Array(name.utf8)
        var found: [String?] = []
        var rest = text
        while let at = rest.firstIndex(of: name[0]) {
            rest = rest[at...]
            guard rest.starts(with: name) else {
                rest = rest.dropFirst()
                continue
            }
            let before = text[..<at]
            rest = rest.dropFirst(name.count)
            // A part of another name.
            if before.last.map(isOfName) ?? false || rest.first.map(isOfName) ?? false { continue }
            if let value = statement(behind: rest, before: before) { found.append(value) }
        }
        return found
    }

    /// - Returns: nil where the name states nothing: it is the end of an element, one that is empty, or a word in a text.
    private static func statement(behind: ArraySlice<UInt8>, before: ArraySlice<UInt8>) -> String?? {
        let hasPrefix = before.last == UInt8(ascii: ":")
        let start = hasPrefix ? before.dropLast().reversed().drop(while: isOfName).reversed()[...] : before
        let behind = behind.drop(while: isSpace)
        if start.last == UInt8(ascii: "<") {
            if behind.first == UInt8(ascii: "/") { return nil }
            guard hasPrefix, behind.first == UInt8(ascii: ">") else { return .some(nil) }
            return content(behind.dropFirst())
        }
        guard start.last != UInt8(ascii: "/"), behind.first == UInt8(ascii: "=") else { return nil }
        let value = behind.dropFirst().drop(while: isSpace)
        guard hasPrefix, let quote = value.first, [0x22, 0x27].contains(quote) else { return .some(nil) }
        let word = value.dropFirst().prefix(32).prefix { $0 != quote }
        return plain(word)
    }

    /// Of an element: plain text up to its end.
    private static func content(_ text: ArraySlice<UInt8>) -> String?? {
        let word = text.prefix(32).prefix { $0 != UInt8(ascii: "<") }
        // A comment, a part of another kind or another element may say more.
        guard text[word.endIndex...].starts(with: "</".utf8) || word.count == 32 else { return .some(nil) }
        return plain(word)
    }

    private static func plain(_ word: ArraySlice<UInt8>) -> String?? {
        let text = word.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        if text.isEmpty { return nil }
        return .some(word.count < 32 ? String(decoding: text, as: UTF8.self) : nil)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 9, 10, 13].contains(byte) }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), 0x80...:
            true
        default: false
        }
    }
}
