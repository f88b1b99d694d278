internal import Fingerprint
public import Foundation

/// The figures of an evaluation, in the stable JSON form that programs read; rates are fractions.
public struct EvaluationSummary: Sendable, Codable, Equatable {
    public struct Median: Sendable, Codable, Equatable {
        public let median: Int
    }

    public let images: Int
    public let failuresToEnroll: Int
    /// Nil where the set has no genuine or no impostor pair.
    public let equalErrorRate: Double?
    /// False non-match rates by false match rate: `0.01`, `0.001` and `0`.
    public let fnmrAtFmr: [String: Double]?
    /// Nil where no picture could be read.
    public let extractionMilliseconds: Spread?
    public let comparisonsPerSecondPerCore: Double?
    /// Nil where every print failed to enrol.
    public let templateBytes: Median?
    /// Nil where nobody asked for them.
    public let intervals: ConfidenceIntervals?
    /// With several fingers; nil where nobody asked for it, or no finger has two impressions.
    public let identification: IdentificationRates?
    /// The rates without the prints of least quality; nil where nobody asked for them.
    public let withoutWorst: WithoutWorst?

    /// What is left of the errors when a share of the prints is rejected.
    public struct WithoutWorst: Sendable, Codable, Equatable {
        public let share: Double
        public let images: Int
        public let equalErrorRate: Double?
        public let fnmrAtFmr: [String: Double]?
    }

    /// - Parameters:
    ///   - intervals: to be shown with the figures.
    ///   - share: of the prints, those of least quality, without which the rates are shown again.
    ///   - identification: to be shown with the figures.
    public init(
        _ evaluation: Evaluation, intervals: ConfidenceIntervals? = nil, rejecting share: Double? = nil,
        identification: IdentificationRates? = nil
    ) {
        self.intervals = intervals
        self.identification = identification
        withoutWorst = share.map { share in
            let left = EvaluationSummary(evaluation.rejecting(worst: share))
            return WithoutWorst(
                share: share, images: left.images, equalErrorRate: left.equalErrorRate, fnmrAtFmr: left.fnmrAtFmr)
        }
        let rates = evaluation.errorRates
        let sizes = evaluation.enrolments.compactMap { $0.template?.withBytes(\.count) }.sorted()
        images = evaluation.enrolments.count
        failuresToEnroll = evaluation.enrolments.count { $0.template == nil }
        equalErrorRate = rates?.equalErrorRate
        fnmrAtFmr = rates.map { rates in
            ["0.01": 0.01, "0.001": 0.001, "0": 0].mapValues { rates.falseNonMatchRate(atFalseMatchRate: $0) }
        }
        extractionMilliseconds = Spread(evaluation.enrolments.compactMap(\.milliseconds))
        comparisonsPerSecondPerCore = evaluation.comparisonsPerSecondPerCore
        templateBytes = sizes.isEmpty ? nil : Median(median: sizes[(sizes.count - 1) / 2])
    }

    /// One JSON object, keys in alphabetical order; what could not be measured is null.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        return try encoder.encode(self)
    }

    /// Synthesised encoding would leave out what is nil; the format promises the keys.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(images, forKey: .images)
        try container.encode(failuresToEnroll, forKey: .failuresToEnroll)
        try container.encode(equalErrorRate, forKey: .equalErrorRate)
        try container.encode(fnmrAtFmr, forKey: .fnmrAtFmr)
        try container.encode(extractionMilliseconds, forKey: .extractionMilliseconds)
        try container.encode(comparisonsPerSecondPerCore, forKey: .comparisonsPerSecondPerCore)
        try container.encode(templateBytes, forKey: .templateBytes)
        try container.encode(intervals, forKey: .intervals)
        try container.encode(withoutWorst, forKey: .withoutWorst)
        try container.encode(identification, forKey: .identification)
    }
}
