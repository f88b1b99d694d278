/// From evidence to −log10 of the false match rate.
///
/// Fitted on pairs of different fingers of the development set; docs/scores.md has the table, the check on held-back
/// fingers and the command that repeats both. Beyond the last knot, where no accident was seen, the false match rate is
/// taken to go on falling at the last measured pace, and no score is above ``greatest``.
public enum ScoreCalibration {
    /// The score of a perfect match.
    public static let greatest = 9.0

    /// Evidence and the score it stands for, both rising.
    static let knots: [(evidence: Double, score: Double)] = [(0, 0), (4.07, 1.52), (4.97, 2), (6.03, 3), (6.71, 4)]

    static func score(evidence: Double) -> Double {
        var (lower, upper) = (knots[0], knots[1])
        for knot in knots.dropFirst(2) where evidence > upper.evidence { (lower, upper) = (upper, knot) }
        let slope = (upper.score - lower.score) / (upper.evidence - lower.evidence)
        return min(greatest, max(0, lower.score + slope * (evidence - lower.evidence)))
    }
}
