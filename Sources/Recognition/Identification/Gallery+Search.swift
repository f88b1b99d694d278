public import Fingerprint

extension Gallery {
    /// Searches for the probe's finger.
    ///
    /// The same probe, gallery and policy give the same decision, whatever the number of threads.
    /// - Parameters:
    ///   - threads: how many to compare with; with 1, the caller's own. The call returns when all are done.
    ///   - isValid: references it refuses at this moment are no candidates.
    public func search(
        _ probe: Template, policy: DecisionPolicy = .standard, threads: Int = 1,
        where isValid: (CandidateKey) -> Bool = { _ in true }
    ) -> Decision {
        let scores = compare(PreparedTemplate(probe), threads: threads)
        let candidates = bestOfEachRecord(
            scores.enumerated().lazy
                .map { row, score in (row, score, falsePositiveRate(score: score, comparisons: size)) }
                .filter { policy.colour(falsePositiveRate: $0.2) != .green }, where: isValid
        ).prefix(policy.candidateLimit)
        return Decision(
            colour: policy.colour(falsePositiveRate: candidates.first?.falsePositiveRate),
            candidates: Array(candidates), gallerySize: size)
    }

    /// Scores in the order of the gallery.
    private func compare(_ probe: PreparedTemplate, threads: Int) -> [Double] {
        [Double](unsafeUninitializedCapacity: size) { scores, filled in
            filled = size
            // Each thread writes its own stretch of the scores, which is all they share.
            nonisolated(unsafe) let scores = scores
            inStretches(of: size, threads: threads) { stretch in
                let matcher = Matcher(probe: probe)
                for at in stretch { scores.initializeElement(at: at, to: matcher.score(against: references[at])) }
            }
        }
    }

    /// The best finger of each record, best first; equal scores in the order of the gallery.
    private func bestOfEachRecord(
        _ found: some Sequence<(row: Int, score: Double, rate: Double)>, where isValid: (CandidateKey) -> Bool
    ) -> [Candidate] {
        var seen: Set<[String]> = []
        return found.sorted { ($1.score, $0.row) < ($0.score, $1.row) }
            .filter { isValid(keys[$0.row]) && seen.insert([keys[$0.row].list, keys[$0.row].record]).inserted }
            .map { Candidate(key: keys[$0.row], score: $0.score, falsePositiveRate: $0.rate) }
    }
}
