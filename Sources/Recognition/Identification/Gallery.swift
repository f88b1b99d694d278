public import Fingerprint

/// One reference to be found: whose finger, and its template.
public struct GalleryEntry: Sendable {
    public let key: CandidateKey
    public let template: Template

    public init(key: CandidateKey, template: Template) {
        self.key = key
        self.template = template
    }
}

/// The searchable form of the lists in force; a search compares all of it (docs/recognition.md says why).
///
/// A change of the lists makes a new gallery that shares with the old one what has stayed the same, so a delta costs
/// what it changes; a search keeps the gallery it began with. Thread-safe: immutable.
///
///     gallery = gallery.replacing(["2026/17"], of: "interpol", with: entries)
public struct Gallery: Sendable {
    /// One finger, ready to be compared.
    struct Reference: Sendable {
        let key: CandidateKey
        let template: PreparedTemplate
    }

    /// A power of two of them; a record's references lie in the one that its hash names, so that a change of the record
    /// copies no other.
    let segments: [[Reference]]
    /// Fingers.
    public let size: Int

    /// - Parameters:
    ///   - entries: all are prepared.
    ///   - threads: how many prepare; with 1, the caller's own.
    public init(entries: [GalleryEntry], threads: Int = 1) {
        self.init(references: Self.prepare(entries, threads: threads))
    }

    /// The gallery after a change of a list; only what is new is prepared.
    ///
    /// - Parameters:
    ///   - records: everything of them goes; nil for the whole list.
    ///   - list: the owner of the records.
    ///   - entries: what comes, in the place of it or new.
    ///   - threads: how many prepare; with 1, the caller's own.
    public func replacing(
        _ records: Set<String>? = nil, of list: String, with entries: [GalleryEntry], threads: Int = 1
    ) -> Gallery {
        let new = Dictionary(grouping: Self.prepare(entries, threads: threads)) { segment(of: $0.key) }
        let touched = records.map { records in Set(records.map { segment(of: list, $0) }).union(new.keys) }
        var (segments, size) = (segments, size)
        for number in touched.map(Array.init) ?? Array(segments.indices) {
            size -= segments[number].count
            segments[number].removeAll { $0.key.list == list && records?.contains($0.key.record) ?? true }
            segments[number] += new[number] ?? []
            size += segments[number].count
        }
        // Segments that have become too long or too short are laid out anew, which is seldom.
        let isFit = segments.count == 1 || size >= segments.count * Self.usual / 4
        guard isFit, size <= segments.count * Self.usual * 2 else {
            return Gallery(references: segments.flatMap(\.self))
        }
        return Gallery(segments: segments, size: size)
    }

    /// References of a segment: few enough to be copied for one record, enough to be walked along.
    private static let usual = 64

    private init(segments: [[Reference]], size: Int) { (self.segments, self.size) = (segments, size) }

    private init(references: [Reference]) {
        var count = 1
        while references.count > count * Self.usual { count *= 2 }
        var segments = [[Reference]](repeating: [], count: count)
        for reference in references { segments[Self.segment(of: reference.key, among: count)].append(reference) }
        self.init(segments: segments, size: references.count)
    }

    private func segment(of key: CandidateKey) -> Int { Self.segment(of: key, among: segments.count) }
    private func segment(of list: String, _ record: String) -> Int {
        segment(of: CandidateKey(list: list, record: record, finger: .unknown))
    }

    /// By list and record alone.
    private static func segment(of key: CandidateKey, among count: Int) -> Int {
        var hasher = Hasher()
        hasher.combine(key.list)
        hasher.combine(key.record)
        return hasher.finalize() & (count - 1)
    }

    private static func prepare(_ entries: [GalleryEntry], threads: Int) -> [Reference] {
        [Reference](unsafeUninitializedCapacity: entries.count) { prepared, filled in
            filled = entries.count
            // Each thread writes its own stretch, which is all they share.
            nonisolated(unsafe) let prepared = prepared
            inStretches(of: entries.count, threads: threads) { stretch in
                for at in stretch {
                    let entry = entries[at]
                    let template = PreparedTemplate(entry.template)
                    prepared.initializeElement(at: at, to: Reference(key: entry.key, template: template))
                }
            }
        }
    }
}
