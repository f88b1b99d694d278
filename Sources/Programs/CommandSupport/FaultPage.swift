import CFaultPage

/// docs/faults.md: for each code why it comes and what helps.
package struct FaultPage: Sendable {
    /// A row of the page.
    package struct Entry: Sendable, Equatable, Encodable {
        package let code, cause, remedy: String
    }

    /// In the order of the page.
    package let entries: [Entry]

    /// The page as it was when this program was built.
    package static let standard = {
        var count: Int64 = 0
        let bytes = fault_page(&count)
        return FaultPage(String(decoding: UnsafeBufferPointer(start: bytes, count: Int(count)), as: UTF8.self))
    }()

    /// Reads the rows ``| `code` | cause | remedy |``; everything else is for people.
    package init(_ markdown: String) {
        entries = markdown.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("| `"), line.hasSuffix(" |") else { return nil }
            let cells = line.dropFirst(2).dropLast(2).split(separator: " | ", omittingEmptySubsequences: false)
            guard cells.count == 3, cells[0].hasSuffix("`") else { return nil }
            let code = cells[0].dropFirst().dropLast()
            return Entry(code: String(code), cause: String(cells[1]), remedy: String(cells[2]))
        }
    }

    /// The row of a code, which may also stand in brackets in a whole message.
    package func entry(for text: String) -> Entry? {
        for word in [text] + Self.bracketed(text) {
            if let entry = entries.first(where: { $0.code == word }) { return entry }
        }
        return nil
    }

    /// The rows of what was typed: of a code or message one; of a word that a screen shows, such as `incomplete` or `traveller
    /// left`, each that has it.
    package func entries(for text: String) -> [Entry] {
        if let entry = entry(for: text) { return [entry] }
        let word = text.filter { $0 != " " }.lowercased()
        return entries.filter { entry in
            let parts = entry.code.split(separator: ".")
            return parts.count == 2 && Self.shown.contains(parts[0]) && parts[1].lowercased() == word
        }
    }

    /// The first words of the codes that a screen shows without it.
    private static let shown: Set<Substring> = ["doubt", "unfinished", "missing", "exception", "retry"]

    /// The codes that are spelt most alike, at most three, the nearest first.
    package func nearest(to text: String) -> [String] {
        let code = Self.bracketed(text).first ?? text
        let near = entries.map { (code: $0.code, distance: Self.distance($0.code, code)) }
            .filter { $0.distance <= max(code.count, 4) / 2 }
        return near.sorted { ($0.distance, $0.code) < ($1.distance, $1.code) }.prefix(3).map(\.code)
    }

    /// A message has its own code before those of its causes.
    private static func bracketed(_ text: String) -> [String] {
        text.matches(of: /\[([^\[\]]+)\]/).map { String($0.1) }
    }

    /// How many letters must be put in, taken out or exchanged.
    private static func distance(_ one: String, _ other: String) -> Int {
        let letters = Array(other.lowercased())
        var row = Array(0...letters.count)
        for (number, letter) in one.lowercased().enumerated() {
            var corner = row[0]
            row[0] = number + 1
            for at in letters.indices {
                let exchanged = corner + (letters[at] == letter ? 0 : 1)
                corner = row[at + 1]
                row[at + 1] = min(exchanged, row[at] + 1, corner + 1)
            }
        }
        return row[letters.count]
    }
}
