internal import Ground

/// The searchable form of one modality's parts of the lists in force; a search compares all of it (docs/recognition.md says
/// why).
///
/// A change of the lists makes a new gallery that shares with the old one what has stayed the same, so a delta costs
/// what it changes; a search keeps the gallery it began with. Thread-safe: immutable.
struct Gallery<M: Modality>: ModalityGallery {
    /// One part of a record, ready to be compared.
    struct Reference: Sendable {
        let record: RecordKey
        let position: UInt8
        let prepared: M.Prepared
    }

    let modality: M
    /// A power of two of them; a record's references lie in the one that its hash names, so that a change of the record
    /// copies no other.
    let segments: [[Reference]]
    let size: Int
    let records: Int

    init(_ modality: M) { self.init(modality, segments: [[]], size: 0, records: 0) }

    private init(_ modality: M, segments: [[Reference]], size: Int, records: Int) {
        (self.modality, self.segments, self.size, self.records) = (modality, segments, size, records)
    }

    func replacing(
        _ records: Set<String>?, of list: String, with parts: [ReferencePart], threads: Int
    ) -> (gallery: any ModalityGallery, unreadable: [RecordKey]) {
        var change = Change(self)
        change.remove(records, of: list)
        let unreadable = change.add(parts, threads: threads)
        return (
            Gallery(modality, segments: change.segments, size: change.size, records: change.records), unreadable
        )
    }

    func probe(_ template: WipingBytes) throws(Fault) -> any GalleryProbe {
        PreparedProbe(gallery: self, prepared: try modality.prepare(template))
    }

    /// By list and record alone.
    static func segment(of record: RecordKey, among count: Int) -> Int { record.hashValue & (count - 1) }
}
