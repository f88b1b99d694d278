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

    /// - Parameters:
    ///   - entries: all are prepared.
    ///   - threads: how many prepare; with 1, the caller's own.
    public init(entries: [GalleryEntry], threads: Int = 1) {
        keys = entries.map(\.key)
        references = Self.prepare(entries, threads: threads)
    }

    private init(keys: [CandidateKey], references: [PreparedTemplate]) {
        self.keys = keys
        self.references = references
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
        let kept = keys.indices.filter { keys[$0].list != list || !(records?.contains(keys[$0].record) ?? true) }
        return Gallery(
            keys: kept.map { keys[$0] } + entries.map(\.key),
            references: kept.map { references[$0] } + Self.prepare(entries, threads: threads))
    }

    private static func prepare(_ entries: [GalleryEntry], threads: Int) -> [PreparedTemplate] {
        [PreparedTemplate](unsafeUninitializedCapacity: entries.count) { prepared, filled in
            filled = entries.count
            // Each thread writes its own stretch, which is all they share.
            nonisolated(unsafe) let prepared = prepared
            inStretches(of: entries.count, threads: threads) { stretch in
                for at in stretch {
                    prepared.initializeElement(at: at, to: PreparedTemplate(entries[at].template))
                }
            }
        }
    }

    /// Fingers.
    public var size: Int { keys.count }
}
