/// From evidence to −log10 of the false match rate.
///
/// Fitted on pairs of different fingers of the development set; docs/scores.md has the table, the check on held-back
/// fingers and the command that repeats both. Beyond a false match rate of one in 1,000 the tail is taken to be
/// exponential, at the pace of the accidents seen there: an extrapolation, which pairs of different fingers bear out as far
/// as there are any (about 5). No score is above ``greatest``.
public enum ScoreCalibration {
    /// The score of a perfect match.
    public static let greatest = 12.0

    /// Evidence and the score it stands for, both rising.
    static let knots: [(evidence: Double, score: Double)] = [
        (0, 0), (3.585, 1), (4.791, 2), (5.627, 3), (13.834, 12),
    ]

    /// The score, 0…``greatest``, of the evidence of one ``Comparison``.
    public static func score(evidence: Double) -> Double {
        var (lower, upper) = (knots[0], knots[1])
        for knot in knots.dropFirst(2) where evidence > upper.evidence { (lower, upper) = (upper, knot) }
        let slope = (upper.score - lower.score) / (upper.evidence - lower.evidence)
        return min(greatest, max(0, lower.score + slope * (evidence - lower.evidence)))
    }
}
