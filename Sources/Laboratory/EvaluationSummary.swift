internal import Fingerprint
public import Foundation

/// The figures of an evaluation, in the stable JSON form that programs read; rates are fractions.
public struct EvaluationSummary: Sendable, Codable, Equatable {
    public struct Spread: Sendable, Codable, Equatable {
        public let median: Double
        public let p95: Double
    }

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

    public init(_ evaluation: Evaluation) {
        let rates = evaluation.errorRates
        let times = evaluation.enrolments.compactMap(\.milliseconds).sorted()
        let sizes = evaluation.enrolments.compactMap { $0.template?.withBytes(\.count) }.sorted()
        images = evaluation.enrolments.count
        failuresToEnroll = evaluation.enrolments.count { $0.template == nil }
        equalErrorRate = rates?.equalErrorRate
        fnmrAtFmr = rates.map { rates in
            ["0.01": 0.01, "0.001": 0.001, "0": 0].mapValues { rates.falseNonMatchRate(atFalseMatchRate: $0) }
        }
        extractionMilliseconds =
            times.isEmpty ? nil : Spread(median: Self.quantile(times, 0.5), p95: Self.quantile(times, 0.95))
        comparisonsPerSecondPerCore = evaluation.comparisonsPerSecondPerCore
        templateBytes = sizes.isEmpty ? nil : Median(median: Self.quantile(sizes, 0.5))
    }

    /// Nearest rank: the least value that at least this share of all do not exceed.
    private static func quantile<Value>(_ sorted: [Value], _ share: Double) -> Value {
        sorted[max(0, Int((Double(sorted.count) * share).rounded(.up)) - 1)]
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
    }
}
