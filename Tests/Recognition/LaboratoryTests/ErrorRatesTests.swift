import Laboratory
import Testing

@Suite("Error rates")
struct ErrorRatesTests {
    /// Worked out by hand.
    struct Case: Sendable {
        let name: String
        let genuine: [Double?]
        let impostor: [Double?]
        let equalErrorRate: Double
        let fnmrAtFmr: [Double: Double]
    }

    static let cases = [
        Case(
            name: "apart", genuine: [5, 6, 7, 8], impostor: [1, 2, 3, 4], equalErrorRate: 0,
            fnmrAtFmr: [0: 0, 0.01: 0]),
        // At 4: one impostor of four matches, one genuine of four does not.
        Case(
            name: "one of each crosses", genuine: [3, 5, 6, 7], impostor: [1, 2, 2.5, 4], equalErrorRate: 0.25,
            fnmrAtFmr: [0: 0.25, 0.25: 0, 0.5: 0]),
        // All scores are one: at it everything matches, above it nothing; both differ by 1.
        Case(name: "all equal", genuine: [1, 1], impostor: [1, 1], equalErrorRate: 0.5, fnmrAtFmr: [0: 1, 1: 0]),
        // A genuine pair that failed to enrol is an error at every threshold: at 2 half of each kind goes wrong.
        Case(
            name: "failed genuine", genuine: [nil, 5], impostor: [1, 2], equalErrorRate: 0.5,
            fnmrAtFmr: [0: 0.5, 0.5: 0.5]),
        // A failed impostor pair is right at every threshold, and counts: at 6 half of each kind goes wrong.
        Case(
            name: "failed impostor", genuine: [5, 6], impostor: [nil, 7], equalErrorRate: 0.5,
            fnmrAtFmr: [0: 1, 0.5: 0]),
        Case(name: "reversed", genuine: [1, 2], impostor: [3, 4], equalErrorRate: 1, fnmrAtFmr: [0: 1, 0.5: 1]),
    ]

    @Test("Rates follow the conventions of docs/recognition.md", arguments: cases)
    func conventions(example: Case) throws {
        let rates = try #require(ErrorRates(genuine: example.genuine, impostor: example.impostor))
        #expect(rates.equalErrorRate == example.equalErrorRate, "\(example.name)")
        for (limit, expected) in example.fnmrAtFmr {
            #expect(rates.falseNonMatchRate(atFalseMatchRate: limit) == expected, "\(example.name) at \(limit)")
        }
    }

    @Test("Without genuine or without impostor pairs there are no rates")
    func none() {
        #expect(ErrorRates(genuine: [], impostor: [1]) == nil)
        #expect(ErrorRates(genuine: [1], impostor: []) == nil)
    }
}
