internal import Glibc

/// What comparing two prints showed, before it becomes a score; for laboratories and for pictures.
public struct Comparison: Sendable, Equatable {
    /// About how many supposed correspondences agree with one another: the leading eigenvalue of their compatibilities.
    public var agreement: Float = 0
    /// Minutiae that coincide after alignment.
    public var matched = 0
    /// The same in both prints together, each counted by how sure its extractor was of it.
    public var matchedWeight: Float = 0
    /// Minutiae of the probe that lie where the reference is, counted in the same way.
    public var probeOverlap: Float = 0
    /// Minutiae of the reference that lie where the probe is, counted in the same way.
    public var referenceOverlap: Float = 0

    /// The two kinds of evidence joined, by logistic regression on the development fingers.
    public func evidence(_ parameters: MatcherParameters = .standard) -> Float {
        let share = matchedWeight / (probeOverlap + referenceOverlap + parameters.overlapPrior)
        return parameters.agreementWeight * log1pf(agreement) + parameters.shareWeight * share
    }

    /// −log10 of the false match rate.
    public func score(_ parameters: MatcherParameters = .standard) -> Double {
        ScoreCalibration.score(evidence: Double(evidence(parameters)))
    }
}
