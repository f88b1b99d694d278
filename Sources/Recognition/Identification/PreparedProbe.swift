internal import Ground
internal import Synchronization

/// A probe and the gallery that it is searched in.
struct PreparedProbe<M: Modality>: GalleryProbe {
    let gallery: Gallery<M>
    let prepared: M.Prepared

    func records(atLeast least: Double, threads: Int, where isWanted: Filter) -> Set<RecordKey> {
        let found = Mutex<Set<RecordKey>>([])
        inStretches(of: gallery.segments.count, threads: threads) { stretch in
            let comparer = gallery.modality.comparer(of: prepared)
            var records: Set<RecordKey> = []
            for number in stretch {
                // Where they lie: a reference taken out would be counted with both texts of its key.
                gallery.segments[number].withUnsafeBufferPointer { references in
                    for index in references.indices where isWanted(references[index].position) {
                        guard comparer.score(against: references[index].prepared) >= least else { continue }
                        records.insert(references[index].record)
                    }
                }
            }
            found.withLock { $0.formUnion(records) }
        }
        return found.withLock { $0 }
    }

    func scores(of record: RecordKey) -> [PartScore] {
        let comparer = gallery.modality.comparer(of: prepared)
        let segment = gallery.segments[Gallery<M>.segment(of: record, among: gallery.segments.count)]
        return segment.lazy.filter { $0.record == record }.map {
            PartScore(position: $0.position, score: comparer.score(against: $0.prepared))
        }
    }

    func score(against other: any GalleryProbe) -> Double? {
        (other as? PreparedProbe<M>).map { gallery.modality.comparer(of: prepared).score(against: $0.prepared) }
    }
}
