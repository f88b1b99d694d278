internal import Fingerprint

extension Evaluation {
    /// The evaluation as it would be without the prints of least quality; prints that failed to enrol go first.
    ///
    /// - Parameter share: of the prints, 0 to 1, rounded down to whole prints; of equal ones those of later names go.
    public func rejecting(worst share: Double) -> Evaluation {
        let worstFirst = enrolments.indices.sorted {
            (quality($0), -$0) < (quality($1), -$1)
        }
        let kept = Set(worstFirst.dropFirst(Int(share * Double(enrolments.count))))
        var scores: [Double?] = []
        var index = 0
        for first in enrolments.indices {
            for second in (first + 1)..<max(first + 1, enrolments.count) {
                if kept.contains(first), kept.contains(second) { scores.append(self.scores[index]) }
                index += 1
            }
        }
        return Evaluation(
            enrolments: enrolments.indices.filter(kept.contains).map { enrolments[$0] }, scores: scores,
            comparisonsPerSecondPerCore: comparisonsPerSecondPerCore)
    }

    /// What is left of the errors when more and more prints are rejected (error versus discard, ISO/IEC 29794-1).
    ///
    /// - Returns: tab-separated lines with a heading; rates at the thresholds that hold for the prints that are left.
    public var discardCurve: String {
        var lines = "rejected\timages\tleast quality\tequal error rate\tFNMR at FMR 0.1 %\n"
        for percent in stride(from: 0.0, through: 30, by: 2.5) {
            let left = rejecting(worst: percent / 100)
            guard let rates = left.errorRates else { break }
            let least = left.enrolments.indices.map(left.quality).min() ?? 0
            lines += "\(percent / 100)\t\(left.enrolments.count)\t\(least)\t\(rates.equalErrorRate)\t"
            lines += "\(rates.falseNonMatchRate(atFalseMatchRate: 0.001))\n"
        }
        return lines
    }

    private func quality(_ index: Int) -> Int { enrolments[index].template.map { Int($0.quality) } ?? -1 }
}
