/// The middle and the upper end of measured values, by nearest rank: the least value that a share of all do not exceed.
public struct Spread: Sendable, Codable, Equatable {
    public let median: Double
    public let p95: Double

    /// - Returns: nil where there are no values.
    public init?(_ values: some Sequence<Double>) {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return nil }
        func quantile(_ share: Double) -> Double {
            sorted[max(0, Int((Double(sorted.count) * share).rounded(.up)) - 1)]
        }
        median = quantile(0.5)
        p95 = quantile(0.95)
    }
}
