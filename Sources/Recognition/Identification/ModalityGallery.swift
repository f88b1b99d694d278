internal import Ground

/// The gallery of one modality, whichever it is.
protocol ModalityGallery: Sendable {
    /// References.
    var size: Int { get }
    /// Of which there is at least one.
    var records: Int { get }

    /// The gallery after a change of a list; only what is new is prepared.
    ///
    /// - Parameters:
    ///   - records: everything of them goes; nil for the whole list.
    ///   - list: the owner of the records.
    ///   - parts: what comes, in the place of it or new; all of this gallery's modality.
    ///   - threads: how many prepare; with 1, the caller's own.
    /// - Returns: also the records of parts that cannot be read, each as often as it has such parts.
    func replacing(
        _ records: Set<String>?, of list: String, with parts: [ReferencePart], threads: Int
    ) -> (gallery: any ModalityGallery, unreadable: [RecordKey])

    /// - Throws: ``Fault`` for a template that cannot be read.
    func probe(_ template: WipingBytes) throws(Fault) -> any GalleryProbe
}

/// A sample's template, ready to be compared with the references of its modality.
protocol GalleryProbe: Sendable {
    /// Which references a search looks at.
    typealias Filter = @Sendable (_ position: UInt8) -> Bool

    /// Every record of which such a reference scores so much, in no order.
    ///
    /// - Parameter threads: how many compare; with 1, the caller's own.
    func records(atLeast least: Double, threads: Int, where isWanted: Filter) -> Set<RecordKey>

    /// What it says of each of the record's parts, whatever the score; a part's place is the same for every probe.
    func scores(of record: RecordKey) -> [PartScore]

    /// What it says of another sample of its own modality; nil of another modality's.
    func score(against other: any GalleryProbe) -> Double?
}

/// What one sample says of one part of a record.
struct PartScore {
    let position: UInt8
    let score: Double
}
