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
/// A change of the lists makes a new gallery; a search keeps the one it began with. Thread-safe: immutable.
public struct Gallery: Sendable {
    let keys: [CandidateKey]
    let references: [PreparedTemplate]

    /// Prepares every entry.
    public init(entries: [GalleryEntry]) {
        keys = entries.map(\.key)
        references = entries.map { PreparedTemplate($0.template) }
    }

    private init(keys: [CandidateKey], references: [PreparedTemplate]) {
        self.keys = keys
        self.references = references
    }

    /// The gallery after a change of a list; only what is new is prepared.
    ///
    /// - Parameters:
    ///   - list: the owner of the records.
    ///   - records: everything of them goes.
    ///   - entries: what comes, in the place of it or new.
    public func replacing(_ records: Set<String>, of list: String, with entries: [GalleryEntry]) -> Gallery {
        let kept = keys.indices.filter { keys[$0].list != list || !records.contains(keys[$0].record) }
        return Gallery(
            keys: kept.map { keys[$0] } + entries.map(\.key),
            references: kept.map { references[$0] } + entries.map { PreparedTemplate($0.template) })
    }

    /// Fingers.
    public var size: Int { keys.count }
}
