import Foundation
import Ground
import Identification
import Station

/// One traveller at the emulated glass, what should come of it, and what came.
struct Presentation {
    let traveller: Traveller
    /// Whether the person was on the list in force.
    let listed: Bool
    let presented: Presenter.Presented
    let answer: Verdict

    /// The impressions that lay on the glass, in order; more than the plan asks for when the station asked again.
    var shown: [DemoPrints.Impression] { presented.shown }

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
        let isIncomplete = answer.matches.isEmpty && answer.doubts.contains(.incomplete)
        if isIncomplete || answer.doubts.contains(.noUsablePrint) { return .unusable }
        let found = answer.matches.contains { $0.candidate.key.record == traveller.person.name }
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

    /// What the traveller's manner should have made the station do and has not, in words; nil where all is well.
    var fault: String? {
        switch traveller.manner {
        case .repeated where !presented.retries.contains(.sameFinger):
            "\(traveller.person.name) showed one finger twice, and the station did not notice"
        case .missing where answer.steps.last?.state != .excepted:
            "\(traveller.person.name)'s missing finger was declared, and the verdict does not say so"
        case .asAsked, .swapped, .repeated, .missing: nil
        }
    }

    /// For `--json`.
    struct Account: Encodable {
        let person: String
        let manner: Traveller.Manner
        let listed: Bool
        let shown: [String]
        let retries: [Retry.Reason]
        /// From the first finger on to the verdict, as the page was told of it.
        let milliseconds: Double
        let outcome: String
        let answer: Verdict
    }

    var account: Account {
        Account(
            person: traveller.person.name, manner: traveller.manner, listed: listed, shown: shown.map(\.name),
            retries: presented.retries, milliseconds: presented.milliseconds, outcome: outcome.rawValue, answer: answer)
    }
}
