internal import Identification

/// Hands of strangers against hands of others, every visit against every visit: fingers of one person share skin, sensor
/// and day, which fusing takes for independent.
struct StrangerEncounters {
    /// Comparisons of two persons' hands, at most.
    private static let most = 20_000

    private let fingers: Int
    /// Fused.
    let scores: [Double]

    init(_ hands: Hands, fingers count: Int) {
        fingers = count
        var scores: [Double] = []
        let able = hands.persons.filter { $0.count >= count }
        for (place, person) in able.enumerated() {
            for other in able[..<place] {
                var left = Self.most
                for chosen in person.choices(of: count, limit: 100) {
                    for against in other.choices(of: count, limit: 100) where left > 0 {
                        let visits = min(chosen.map(\.count).min() ?? 0, against.map(\.count).min() ?? 0)
                        for visit in 0..<visits {
                            for otherVisit in 0..<visits {
                                scores.append(
                                    hands.fused(chosen, visit: visit, against, otherVisit: otherVisit))
                            }
                        }
                        left -= visits * visits
                    }
                }
            }
        }
        self.scores = scores
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
