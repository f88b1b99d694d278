internal import Ground

/// The searchable form of the lists in force, one gallery for each modality that this station knows.
///
/// A change of the lists makes new galleries that share with the old ones what has stayed the same. Thread-safe: immutable.
///
///     var galleries = Galleries([FingerprintModality()])
///     galleries.replace(["2026/17"], of: "interpol", with: parts)
///     var search = EncounterSearch(galleries, policy: .standard, samples: 1)
///     search.take(try search.probe(template, kind: .finger, position: 0))
public struct Galleries: Sendable {
    private var galleries: [ModalityKind: any ModalityGallery]

    /// Empty ones.
    public init(_ modalities: [any Modality]) {
        galleries = [:]
        for modality in modalities { galleries[modality.kind] = Self.empty(modality) }
    }

    /// References of all modalities.
    public var size: Int { galleries.values.reduce(0) { $0 + $1.size } }

    /// Listed persons who can be found; one with parts of several modalities counts for each, as each is a chance of an
    /// accident.
    public var records: Int { galleries.values.reduce(0) { $0 + $1.records } }

    /// Takes up a change of a list; only what is new is prepared.
    ///
    /// - Parameters:
    ///   - records: everything of them goes; nil for the whole list.
    ///   - list: the owner of the records.
    ///   - parts: what comes, in the place of it or new.
    ///   - threads: how many prepare; with 1, the caller's own.
    /// - Returns: how many parts of a record this version cannot search, by the record's identifier: bytes that cannot be
    ///   read, or a kind that no modality here is for.
    @discardableResult
    public mutating func replace(
        _ records: Set<String>? = nil, of list: String, with parts: [ReferencePart], threads: Int = 1
    ) -> [String: Int] {
        let byKind = Dictionary(grouping: parts, by: \.kind)
        var unreadable = byKind.filter { galleries[$0.key] == nil }.values.flatMap { $0.map(\.record) }
        for (kind, gallery) in galleries {
            let (changed, unread) = gallery.replacing(records, of: list, with: byKind[kind] ?? [], threads: threads)
            galleries[kind] = changed
            unreadable += unread
        }
        return unreadable.reduce(into: [:]) { $0[$1.record, default: 0] += 1 }
    }

    /// - Throws: ``Fault`` `sample.modality` for a kind that no modality here is for, or what the modality says of the
    ///   template.
    func probe(_ template: WipingBytes, kind: ModalityKind) throws(Fault) -> any GalleryProbe {
        guard let gallery = galleries[kind] else {
            throw Fault(
                .sampleModality, "this station has nothing to search a sample of kind '\(kind)' with; update it")
        }
        return try gallery.probe(template)
    }

    private static func empty(_ modality: some Modality) -> any ModalityGallery { Gallery(modality) }
}
