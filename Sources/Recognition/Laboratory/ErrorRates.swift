/// How often comparisons go wrong, by the conventions of docs/recognition.md (ISO/IEC 19795-1).
///
/// A comparison matches at a threshold when its score is at least that. A comparison with a print that failed to enrol
/// matches at no threshold.
public struct ErrorRates: Sendable, Equatable {
    /// What happens at a threshold.
    public struct Point: Sendable, Equatable {
        public let threshold: Double
        /// Comparisons of different fingers that match.
        public let falseMatches: Int
        /// Comparisons of the same finger that do not.
        public let falseNonMatches: Int
    }

    /// Comparisons of the same finger.
    public let genuineCount: Int
    /// Comparisons of different fingers.
    public let impostorCount: Int
    /// One point for each distinct score, from the least, and one at infinity, where nothing matches.
    public let points: [Point]

    /// - Parameters:
    ///   - genuine: scores of comparisons of the same finger; nil where a print failed to enrol.
    ///   - impostor: scores of comparisons of different fingers.
    /// - Returns: nil where there are none of either kind.
    public init?(genuine: [Double?], impostor: [Double?]) {
        guard !genuine.isEmpty, !impostor.isEmpty else { return nil }
        genuineCount = genuine.count
        impostorCount = impostor.count
        let genuineScores = genuine.compactMap { $0 }.sorted()
        let impostorScores = impostor.compactMap { $0 }.sorted()
        var points: [Point] = []
        var genuineBelow = 0
        var impostorsBelow = 0
        for threshold in Set(genuineScores + impostorScores).sorted() + [.infinity] {
            while genuineBelow < genuineScores.count, genuineScores[genuineBelow] < threshold { genuineBelow += 1 }
            while impostorsBelow < impostorScores.count, impostorScores[impostorsBelow] < threshold {
                impostorsBelow += 1
            }
            points.append(
                Point(
                    threshold: threshold, falseMatches: impostorScores.count - impostorsBelow,
                    falseNonMatches: genuine.count - (genuineScores.count - genuineBelow)))
        }
        self.points = points
    }

    public func falseMatchRate(_ point: Point) -> Double { Double(point.falseMatches) / Double(impostorCount) }
    public func falseNonMatchRate(_ point: Point) -> Double { Double(point.falseNonMatches) / Double(genuineCount) }

    /// The mean of both rates at the threshold where they differ least; of several such, the least mean.
    public var equalErrorRate: Double {
        // In whole numbers, so that rounding decides nothing: both rates times both counts.
        let scaled = points.map { ($0.falseMatches * genuineCount, $0.falseNonMatches * impostorCount) }
        let sum = scaled.map { (abs($0.0 - $0.1), $0.0 + $0.1) }.min { $0 < $1 }?.1 ?? 0
        return Double(sum) / 2 / Double(genuineCount) / Double(impostorCount)
    }

    /// The false non-match rate at the least threshold whose false match rate is at most this.
    public func falseNonMatchRate(atFalseMatchRate limit: Double) -> Double {
        points.first { falseMatchRate($0) <= limit }.map(falseNonMatchRate) ?? 1
    }
}
