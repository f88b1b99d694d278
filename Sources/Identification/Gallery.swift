internal import Embedding
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

/// The searchable form of the lists in force.
///
/// A change of the lists makes a new gallery; a search keeps the one it began with. Thread-safe: immutable.
public struct Gallery: Sendable {
    /// Up to this many fingers every search compares all of them; above, an embedding chooses this many first.
    ///
    /// 50,000 comparisons are a fraction of a second. What the choice loses is written in Sources/Embedding/README.md.
    public static let exhaustiveLimit = 50_000

    let keys: [CandidateKey]
    let references: [PreparedTemplate]
    /// Nil where every search is exhaustive.
    let embeddings: EmbeddingTable?
    /// References compared in one search at most.
    let shortlistLimit: Int

    /// Prepares every entry, about 0.1 ms each.
    ///
    /// - Parameter exhaustiveLimit: see ``exhaustiveLimit``.
    public init(entries: [GalleryEntry], exhaustiveLimit: Int = Gallery.exhaustiveLimit) {
        keys = entries.map(\.key)
        references = entries.map { PreparedTemplate($0.template) }
        embeddings =
            entries.count > exhaustiveLimit ? EmbeddingTable(entries.map { Embedding($0.template) }) : nil
        shortlistLimit = exhaustiveLimit
    }

    private init(
        keys: [CandidateKey], references: [PreparedTemplate], embeddings: EmbeddingTable?, shortlistLimit: Int
    ) {
        self.keys = keys
        self.references = references
        self.embeddings = embeddings
        self.shortlistLimit = shortlistLimit
    }

    /// The gallery after a change of a list; only what is new is prepared.
    ///
    /// - Parameters:
    ///   - list: the owner of the records.
    ///   - records: everything of them goes.
    ///   - entries: what comes, in the place of it or new.
    /// - Returns: nil where the size now asks for a shortlist and before did not, or the reverse: make a new gallery.
    public func replacing(_ records: Set<String>, of list: String, with entries: [GalleryEntry]) -> Gallery? {
        let kept = keys.indices.filter { keys[$0].list != list || !records.contains(keys[$0].record) }
        let all = kept.map { keys[$0] } + entries.map(\.key)
        let prepared = kept.map { references[$0] } + entries.map { PreparedTemplate($0.template) }
        guard (all.count > shortlistLimit) == (embeddings != nil) else { return nil }
        return Gallery(
            keys: all, references: prepared,
            embeddings: embeddings?.keeping(kept, adding: entries.map { Embedding($0.template) }),
            shortlistLimit: shortlistLimit)
    }

    /// Fingers.
    public var size: Int { keys.count }
}
