internal import Identification

/// The prints of a set as the hands of persons: who has which fingers, and how well any two prints agree.
struct Hands {
    /// One person's finger: places of its impressions among the set's prints, in the order of their names.
    typealias Finger = [Int]

    /// By person, in the order of their names; each person's fingers likewise.
    let persons: [[Finger]]
    private let count: Int
    private let scores: [Double?]

    /// A finger's person is all of its name before the last underscore; where there is none, the finger is a person.
    init(_ evaluation: Evaluation) {
        var fingers: [String: [Int]] = [:]
        for (place, enrolment) in evaluation.enrolments.enumerated() {
            fingers[enrolment.print.finger, default: []].append(place)
        }
        let byPerson = Dictionary(grouping: fingers.sorted { $0.key < $1.key }) { Self.person(of: $0.key) }
        persons = byPerson.sorted { $0.key < $1.key }.map { $0.value.map(\.value) }
        count = evaluation.enrolments.count
        scores = evaluation.scores
    }

    static func person(of finger: String) -> String {
        finger.lastIndex(of: "_").map { String(finger[..<$0]) } ?? finger
    }

    /// nil where either print failed to enrol.
    func score(_ one: Int, _ other: Int) -> Double? {
        let (first, second) = (min(one, other), max(one, other))
        return scores[first * (2 * count - first - 1) / 2 + second - first - 1]
    }

    /// What some fingers of one visit say of as many of another; a print that failed to enrol says nothing.
    func fused(_ one: [Finger], visit: Int, _ other: [Finger], otherVisit: Int) -> Double {
        Fusion.score(of: zip(one, other).compactMap { score($0[visit], $1[otherVisit]) })
    }
}
