internal import Ground
extension Gallery {
    /// A gallery while a change of the lists is taken up.
    struct Change {
        /// References of a segment: few enough to be copied for one record, enough to be walked along.
        private static var usual: Int { 64 }

        private let modality: M
        private(set) var segments: [[Reference]]
        private(set) var size: Int
        private(set) var records: Int

        init(_ gallery: Gallery) {
            (modality, segments, size, records) = (gallery.modality, gallery.segments, gallery.size, gallery.records)
        }

        /// - Parameter names: of the records whose parts go; nil for the whole list.
        mutating func remove(_ names: Set<String>?, of list: String) {
            let count = segments.count
            let touched = names.map { Set($0.map { segment(of: RecordKey(list: list, record: $0), among: count) }) }
            for number in touched.map(Array.init) ?? Array(segments.indices) {
                change(number) { $0.removeAll { $0.record.list == list && names?.contains($0.record.record) ?? true } }
            }
        }

        /// - Returns: the records of parts that cannot be read, each as often as it has such parts.
        mutating func add(_ parts: [ReferencePart], threads: Int) -> [RecordKey] {
            layOut(for: size + parts.count)
            let count = segments.count
            var unreadable: [RecordKey] = []
            // Prepared in the order in which they are searched, so that a search reads the memory from front to back.
            let groups = Dictionary(grouping: parts) { segment(of: $0.record, among: count) }.sorted { $0.key < $1.key }
            var prepared = prepare(groups.flatMap(\.value), threads: threads)[...]
            for (number, group) in groups {
                change(number) { $0 += prepared.prefix(group.count).lazy.compactMap(\.self) }
                unreadable += zip(group, prepared).filter { $1 == nil }.map(\.0.record)
                prepared = prepared.dropFirst(group.count)
            }
            return unreadable
        }

        /// nil for what cannot be read.
        private func prepare(_ parts: [ReferencePart], threads: Int) -> [Reference?] {
            [Reference?](unsafeUninitializedCapacity: parts.count) { prepared, filled in
                filled = parts.count
                // Each thread writes its own stretch, which is all they share.
                nonisolated(unsafe) let prepared = prepared
                inStretches(of: parts.count, threads: threads) { stretch in
                    for at in stretch {
                        let reference = (try? modality.prepare(parts[at].template)).map {
                            Reference(record: parts[at].record, position: parts[at].position, prepared: $0)
                        }
                        prepared.initializeElement(at: at, to: reference)
                    }
                }
            }
        }

        /// What becomes of one segment, and the counts with it.
        private mutating func change(_ number: Int, _ body: (inout [Reference]) -> Void) {
            count(number, -1)
            body(&segments[number])
            count(number, 1)
        }

        private mutating func count(_ number: Int, _ sign: Int) {
            size += sign * segments[number].count
            records += sign * Set(segments[number].lazy.map(\.record)).count
        }

        /// Segments that would become too long or too short are laid out anew, which is seldom.
        private mutating func layOut(for size: Int) {
            let isLongEnough = segments.count == 1 || size >= segments.count * Self.usual / 4
            if isLongEnough, size <= segments.count * Self.usual * 2 { return }
            var count = 1
            while size > count * Self.usual { count *= 2 }
            var new = [[Reference]](repeating: [], count: count)
            for reference in segments.joined() { new[segment(of: reference.record, among: count)].append(reference) }
            segments = new
        }
    }
}
