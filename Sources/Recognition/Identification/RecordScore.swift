internal import Foundation

/// What all samples of an encounter say of one record, as one score.
///
/// There are several ways in which a traveller can be the listed person: his fingers are the ones that were declared, or only one
/// of them is on the record, or they were taken in another order. Each way has its own chance of an accident; the best of them,
/// each at its share of the accidents that may happen, is the record's (the weighted form of Bonferroni's test: C. R. Genovese,
/// K. Roeder, L. Wasserman 2006, "False discovery control with p-value weighting"). So no more accidents happen than the score
/// says, the usual way costs next to nothing (0.05 of a score), and a swapped finger is found.
struct RecordScore {
    /// Of accidents that may happen, the share of the usual way, where there is one; the others get the rest alike.
    private static let usual = 0.9

    let score: Double
    let basis: Basis

    /// - Parameter samples: of each sample its declared position, and what it says of each part of its kind.
    /// - Returns: nil where nothing could be compared.
    init?(_ samples: [(declared: UInt8, parts: [PartScore])]) {
        let compared = samples.filter { !$0.parts.isEmpty }
        guard !compared.isEmpty else { return nil }
        let own = compared.map { sample in
            sample.declared == 0 ? [] : sample.parts.filter { $0.position == sample.declared }
        }
        .filter { !$0.isEmpty }
        let pairs = compared.flatMap(\.parts)
        let isAllDeclared = compared.count == 1 && own.first?.count == pairs.count

        let declared = Self.fused(own).map { RecordScore(score: $0, basis: .asDeclared) }
        var others: [RecordScore] = []
        if !isAllDeclared, let best = Fusion.best(of: pairs.map(\.score)) {
            others.append(RecordScore(score: best, basis: .single))
        }
        // Fewer parts than samples cannot be all of them.
        if compared.count > 1, compared.allSatisfy({ $0.parts.count >= compared.count }),
            let any = Self.fused(compared.map(\.parts))
        {
            others.append(RecordScore(score: any, basis: .swapped))
        }
        let left = declared == nil ? 1 : others.isEmpty ? 0 : 1 - Self.usual
        let weighted =
            others.map { $0.costing(log10(Double(others.count) / left)) }
            + [declared].compactMap { $0?.costing(others.isEmpty ? 0 : -log10(Self.usual)) }
        guard let best = weighted.max(by: { $0.score < $1.score }) else { return nil }
        self = best
    }

    private init(score: Double, basis: Basis) { (self.score, self.basis) = (score, basis) }

    private func costing(_ cost: Double) -> RecordScore { RecordScore(score: max(0, score - cost), basis: basis) }

    /// nil of no sample.
    private static func fused(_ samples: [[PartScore]]) -> Double? {
        let best = samples.compactMap { Fusion.best(of: $0.map(\.score)) }
        return best.isEmpty ? nil : Fusion.score(of: best)
    }

    /// A reference of any record that scores at least so much must have at least this from one of the samples: whoever looks
    /// for those has lost nobody.
    ///
    /// - Parameters:
    ///   - score: of the record.
    ///   - samples: that an encounter has at most.
    static func leastOfOne(for score: Double, samples: Int) -> Double {
        let least = max(0, score + log10(usual))
        let total = Fusion.total(for: least, samples: samples)
        return total / Double(max(1, samples))
    }
}
