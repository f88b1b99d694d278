internal import Ground

/// What the Extensible Metadata Platform (ISO 16684-1) states: in `tiff:` properties, as attributes or as elements of RDF.
enum XMP {
    /// - Parameter text: total over anything, in time linear in its length.
    static func read(_ text: FileStatements.Bytes) -> FileStatements {
        let across = values("XResolution", text)
        let down = values("YResolution", text)
        let units = values("ResolutionUnit", text).map { $0.flatMap(Int.init) }
        var statements = FileStatements()
        for at in 0..<max(across.count, down.count) {
            let unit = units.isEmpty ? 2 : units[min(at, units.count - 1)]
            let (x, y) = (number(across, at), number(down, at))
            guard let x, let y, let unit else { return unread }
            statements.resolutions.append(
                StatedResolution(across: x, down: y, unit: unit))
        }
        for orientation in values("Orientation", text) {
            statements.orientations.append(orientation.flatMap { Int($0) } ?? -1)
        }
        return statements
    }

    private static let unread = FileStatements(resolutions: [.unread("a resolution (XMP) that cannot be read")])

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

    /// What stands for a property wherever it is named, of whatever prefix; nil for what is no plain text.
    private static func values(_ name: String, _ text: FileStatements.Bytes) -> [String?] {
        let (space, quotes, name): (Set<UInt8>, Set<UInt8>, _) = ([0x20, 9, 10, 13], [0x22, 0x27], Array(name.utf8))
        var found: [String?] = []
        var rest = text
        while let colon = rest.firstIndex(of: 0x3A) {
            rest = rest[(colon + 1)...]
            guard rest.starts(with: name) else { continue }
            let behind = rest.dropFirst(name.count)
            switch behind.first {
            case 0x3D, 0x3E, 0x20, 9, 10, 13: break
            // An empty element, or another name that begins so.
            default: continue
            }
            var value = behind.drop { space.contains($0) }
            let sign = value.first
            value = value.dropFirst().drop { space.contains($0) }
            let end: UInt8
            switch (sign, value.first) {
            case (0x3D, let quote?) where quotes.contains(quote): (end, value) = (quote, value.dropFirst())
            case (0x3E, _): end = 0x3C
            default:
                found.append(nil)
                continue
            }
            let word = value.prefix(32).prefix { $0 != end }
            let text = word.reversed().drop { space.contains($0) }.reversed()
            // What stands behind a closing element is none of it.
            if !text.isEmpty { found.append(word.count < 32 ? String(decoding: Array(text), as: UTF8.self) : nil) }
        }
        return found
    }
}
