/// Compares one probe with any number of references.
///
/// The steps, each in its own file: ``Correspondences`` (which minutiae may be the same, and which of these suppositions
/// agree), ``RigidMotion`` (the alignment they stand for), ``Consolidation`` (undoing the stretch, pairing what
/// coincides), ``Overlap``, ``Comparison`` and ``ScoreCalibration``. The least alike end after the first step.
///
/// Owns its scratch memory and allocates nothing while comparing. Thread-safety: one matcher per thread.
public final class Matcher {
    private let probe: PreparedTemplate
    private let scratch = Scratch(size: 64 << 10)
    private var correspondences: Correspondences
    private var consolidation: Consolidation

    private let parameters: MatcherParameters

    public init(probe: PreparedTemplate, parameters: MatcherParameters = .standard) {
        self.probe = probe
        self.parameters = parameters
        correspondences = Correspondences(scratch, parameters)
        consolidation = Consolidation(scratch, parameters)
    }

    /// How unlikely it is that the prints of two different fingers resemble one another this much.
    ///
    /// - Returns: −log10 of the false match rate, 0…12: 4 means one accident in 10,000 comparisons.
    public func score(against reference: PreparedTemplate) -> Double { compare(with: reference).score(parameters) }

    /// The evidence behind the score.
    public func compare(with reference: PreparedTemplate) -> Comparison {
        probe.withLanes { p in reference.withLanes { r in compare(p, r) } } ?? Comparison()
    }

    /// The alignment of the two prints and the minutiae that coincide; nil where too little agrees to align them.
    ///
    /// Allocates; for pictures and reports, not for searching.
    public func align(with reference: PreparedTemplate) -> MatchedPairs? {
        probe.withLanes { p in
            reference.withLanes { r -> MatchedPairs? in
                guard let motion = motion(p, r) else { return nil }
                consolidation.run(p, r, motion)
                return MatchedPairs(motion: motion, matches: consolidation.matches)
            }
        }
    }

    private func compare(_ p: PreparedTemplate.Lanes, _ r: PreparedTemplate.Lanes) -> Comparison {
        guard let motion = motion(p, r) else { return Comparison(agreement: correspondences.agreement) }
        consolidation.run(p, r, motion)
        let overlap = Overlap(
            p, r, movedX: consolidation.x, movedY: consolidation.y, motion, margin: parameters.overlapMargin)
        return Comparison(
            agreement: correspondences.agreement, matched: consolidation.count,
            matchedWeight: consolidation.weight(p, r), probeOverlap: overlap.probe,
            referenceOverlap: overlap.reference)
    }

    private func motion(_ p: PreparedTemplate.Lanes, _ r: PreparedTemplate.Lanes) -> RigidMotion? {
        correspondences.find(p, r)
        guard correspondences.agreement > parameters.leastAgreement else { return nil }
        return RigidMotion(correspondences, leastStrength: parameters.leastStrength)
    }
}
