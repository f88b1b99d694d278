import Foundation
import Identification
import Station

/// One finger on the emulated glass, what should come of it, and what came.
struct Presentation {
    let finger: String
    /// The impressions that lay on the glass, in order; more than one when the station asked again.
    let shown: [DemoPrints.Impression]
    /// Whether the finger was on the list in force.
    let listed: Bool
    let answer: Verdict

    enum Outcome: String, CaseIterable {
        case hit = "listed, red with the right person"
        case examiner = "listed, yellow with the right person"
        case missed = "listed, but green"
        case wrongPerson = "listed, but only somebody else found"
        case passed = "not listed, green"
        case doubted = "not listed, but yellow"
        case accused = "not listed, but red"
        case unusable = "no usable print in three attempts: checked by hand"

        var isRight: Bool { self == .hit || self == .examiner || self == .passed }
    }

    var outcome: Outcome {
        if answer.doubts.contains(.noUsablePrint) { return .unusable }
        let found = answer.matches.contains { $0.candidate.key.record == finger }
        return switch (listed, answer.colour) {
        case (true, .green): .missed
        case (true, _) where !found: .wrongPerson
        case (true, .red): .hit
        case (true, .yellow): .examiner
        case (false, .green): .passed
        case (false, .yellow): .doubted
        case (false, .red): .accused
        }
    }
}
