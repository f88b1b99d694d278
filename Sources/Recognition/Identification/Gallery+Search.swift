public import Fingerprint
internal import Synchronization

extension Gallery {
    /// Searches for the probe's finger.
    ///
    /// The same probe, references and policy give the same decision, whatever the number of threads and the gallery's
    /// history.
    /// - Parameters:
    ///   - threads: how many to compare with; with 1, the caller's own. The call returns when all are done.
    ///   - isValid: references it refuses at this moment are no candidates.
    public func search(
        _ probe: Template, policy: DecisionPolicy = .standard, threads: Int = 1,
        where isValid: (CandidateKey) -> Bool = { _ in true }
    ) -> Decision {
        let least = policy.leastScore(comparisons: size)
        let resembling = resembling(PreparedTemplate(probe), atLeast: least, threads: threads)
            .filter { policy.colour(falsePositiveRate: $0.falsePositiveRate) != .green && isValid($0.key) }
        let candidates = Array(Self.bestOfEachRecord(resembling).prefix(policy.candidateLimit))
        return Decision(
            colour: policy.colour(falsePositiveRate: candidates.first?.falsePositiveRate), candidates: candidates,
            gallerySize: size)
    }

    /// Every reference with such a score, in no order.
    private func resembling(_ probe: PreparedTemplate, atLeast least: Double, threads: Int) -> [Candidate] {
        let found = Mutex<[Candidate]>([])
        inStretches(of: segments.count, threads: threads) { stretch in
            let matcher = Matcher(probe: probe)
            var candidates: [Candidate] = []
            for number in stretch {
                // Where they lie: a reference taken out would be counted with both texts of its key.
                segments[number].withUnsafeBufferPointer { references in
                    for index in references.indices {
                        let score = matcher.score(against: references[index].template)
                        guard score >= least else { continue }
                        candidates.append(Candidate(key: references[index].key, score: score, comparisons: size))
                    }
                }
            }
            found.withLock { $0 += candidates }
        }
        return found.withLock { $0 }
    }

    /// The best finger of each record, best first; equal scores in the order of their keys.
    private static func bestOfEachRecord(_ candidates: [Candidate]) -> [Candidate] {
        var seen: Set<CandidateKey> = []
        return candidates.sorted { $0.precedes($1) }.filter { seen.insert($0.key.ofRecord).inserted }
    }
}

extension Candidate {
    fileprivate init(key: CandidateKey, score: Double, comparisons: Int) {
        let rate = FalsePositives.rate(score: score, comparisons: comparisons)
        self.init(key: key, score: score, falsePositiveRate: rate)
    }

    fileprivate func precedes(_ other: Candidate) -> Bool {
        if score != other.score { return score > other.score }
        let (mine, theirs) = (key, other.key)
        return (mine.list, mine.record, mine.finger.rawValue) < (theirs.list, theirs.record, theirs.finger.rawValue)
    }
}

extension CandidateKey {
    /// The same for all fingers of a record.
    fileprivate var ofRecord: CandidateKey { CandidateKey(list: list, record: record, finger: .unknown) }
}
