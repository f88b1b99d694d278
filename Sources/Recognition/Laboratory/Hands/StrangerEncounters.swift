internal import Identification

/// Hands of strangers against hands of others, every visit against every visit: fingers of one person share skin, sensor
/// and day, which fusing takes for independent.
struct StrangerEncounters {
    /// Comparisons of all hands, at most; two persons' have their share of them.
    private static let most = 5_000_000

    private let fingers: Int
    /// Fused.
    let scores: [Double]

    init(_ hands: Hands, fingers count: Int) {
        fingers = count
        var scores: [Double] = []
        let able = hands.persons.filter { $0.count >= count }
        let pairs = able.count * (able.count - 1) / 2
        for (place, person) in able.enumerated() {
            let chosen = person.choices(of: count, limit: 100)
            for other in able[..<place] {
                scores += Self.compared(
                    chosen, other.choices(of: count, limit: 100), in: hands, most: min(20_000, Self.most / pairs))
            }
        }
        self.scores = scores
    }

    /// Two persons' hands; first the same fingers of both, which are more alike than others.
    private static func compared(
        _ chosen: [[Hands.Finger]], _ against: [[Hands.Finger]], in hands: Hands, most: Int
    ) -> [Double] {
        var scores: [Double] = []
        for shift in against.indices {
            for (number, one) in chosen.enumerated() where scores.count < most {
                scores += everyVisit(of: one, against[(number + shift) % against.count], in: hands)
            }
        }
        return scores
    }

    private static func everyVisit(
        of one: [Hands.Finger], _ other: [Hands.Finger], in hands: Hands
    ) -> [Double] {
        let visits = min(one.map(\.count).min() ?? 0, other.map(\.count).min() ?? 0)
        return (0..<visits).flatMap { visit in
            (0..<visits).map { hands.fused(one, visit: visit, other, otherVisit: $0) }
        }
    }

    /// As far as the set has strangers for.
    var claims: [IdentificationRates.Claim] {
        (1...6).map { score in
            IdentificationRates.Claim(
                fingers: fingers, score: Double(score), comparisons: scores.count,
                reached: scores.count { $0 >= Double(score) })
        }
    }
}
