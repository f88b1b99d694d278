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
        self = Gallery(segments: [[]], size: 0).adding(entries, threads: threads)
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
        var (segments, size) = (segments, size)
        for number in records.map({ Set($0.map { segment(of: list, $0) }) }).map(Array.init) ?? Array(segments.indices)
        {
            size -= segments[number].count
            segments[number].removeAll { $0.key.list == list && records?.contains($0.key.record) ?? true }
            size += segments[number].count
        }
        return Gallery(segments: segments, size: size).adding(entries, threads: threads)
    }

    /// References of a segment: few enough to be copied for one record, enough to be walked along.
    private static let usual = 64

    private init(segments: [[Reference]], size: Int) { (self.segments, self.size) = (segments, size) }

    private func adding(_ entries: [GalleryEntry], threads: Int) -> Gallery {
        var segments = laidOut(for: size + entries.count)
        let count = segments.count
        // Prepared in the order in which they are searched, so that a search reads the memory from front to back.
        let groups = Dictionary(grouping: entries) { Self.segment(of: $0.key, among: count) }.sorted { $0.key < $1.key }
        var prepared = Self.prepare(groups.flatMap(\.value), threads: threads)[...]
        for (number, group) in groups {
            segments[number] += prepared.prefix(group.count)
            prepared = prepared.dropFirst(group.count)
        }
        return Gallery(segments: segments, size: size + entries.count)
    }

    /// Segments that would become too long or too short are laid out anew, which is seldom.
    private func laidOut(for size: Int) -> [[Reference]] {
        let isLongEnough = segments.count == 1 || size >= segments.count * Self.usual / 4
        if isLongEnough, size <= segments.count * Self.usual * 2 { return segments }
        var count = 1
        while size > count * Self.usual { count *= 2 }
        var new = [[Reference]](repeating: [], count: count)
        for reference in segments.joined() { new[Self.segment(of: reference.key, among: count)].append(reference) }
        return new
    }

    private func segment(of list: String, _ record: String) -> Int {
        Self.segment(of: CandidateKey(list: list, record: record, finger: .unknown), among: segments.count)
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
