internal import Encounters
internal import Evidence
internal import Foundation
internal import Ground
internal import Identification
internal import Logging

/// One traveller, from the first touch to the verdict: each fact once. What the officer, the centre, the
/// audit trail and the journal are told are views of it. Gone, and its samples wiped, when it is over.
struct Encounter: Sendable {
    let correlation = UUIDv7()
    /// On duty when it began.
    let officer: String
    let purpose: String
    /// When it was searched first, by this device's clock.
    let time: Date
    var progress: PlanProgress
    /// In the order in which they came.
    var samples: [Sample] = []
    /// Numbers of those that were taken beside the plan.
    var aside: Set<Int> = []
    /// In force when it began; nil where none was.
    let lists: CurrentLists.Snapshot?
    /// nil where nothing can be searched; ``doubts`` say why.
    var search: EncounterSearch?
    /// nil where nothing was searched.
    var decision: Decision?
    var doubts: [Verdict.Doubt] = []
    /// Of samples that are not searched yet, in their order.
    var waiting: [EncounterSearch.Probe] = []
    /// The item that is the last of those about it, where there are several; see ``OpenHit``.
    let lastItem = UUIDv7()
    /// The centre was told that nothing more is to come.
    var isReported = false
    /// Samples that a queued hit has already.
    var reported = 0
    /// The sealed item in the outbox; nil where there is nothing to report, or it could not be kept.
    var item: UUIDv7?
    var stages = StageTimes()
    /// Of the sample that came last: when the finger touched the glass.
    var began: ContinuousClock.Instant?

    /// All of them together.
    var attempts: Int { progress.attempts.reduce(0, +) }
    /// 0...100; of the poorest sample.
    var quality: Int { samples.indices.filter { !aside.contains($0) }.map { samples[$0].quality }.min() ?? 0 }

    /// Why nothing more came; nil where everything was taken, or the officer wanted no more.
    var cause: Stage.Cause? {
        if progress.states.contains(.missing(.glassOccupied)) { return .glassOccupied }
        return progress.states.contains(.missing(.travellerLeft)) ? .travellerLeft : nil
    }

    /// Green only where a search that proves something has found nobody.
    var colour: Colour {
        guard let decision, decision.colour != .green || !doubts.contains(where: \.forbidsGreen) else { return .yellow }
        return decision.colour
    }

    /// Empty where nothing was searched.
    var generations: [String: Int] { decision == nil ? [:] : lists?.generations ?? [:] }
}

extension Encounter {
    /// For the officer.
    var verdict: Verdict {
        Verdict(
            correlation: correlation, colour: colour, doubts: doubts,
            matches: decision?.candidates.map { Match($0, record: lists?.whole($0.key)) } ?? [],
            furtherMatches: (decision?.further).flatMap { $0 > 0 ? $0 : nil },
            gallerySize: decision?.gallerySize ?? 0, generations: generations, listAge: lists?.age(at: time),
            attempts: attempts, quality: quality, item: item, stages: stages, plan: progress.plan.description,
            steps: steps)
    }

    /// What was taken, and what was not.
    var steps: [StepReport] {
        progress.steps.indices.map { place in
            StepReport(
                progress.steps[place], progress.states[place], attempts: progress.attempts[place], samples: samples)
        }
    }

    /// For the audit trail, which takes ``generations`` beside it: no candidate, no score.
    var account: AuditSearch {
        AuditSearch(
            correlation: correlation, officer: officer, purpose: purpose,
            listAge: decision == nil ? nil : lists?.age(at: time).map { Int($0) },
            result: colour.rawValue, doubts: doubts.map(\.rawValue), attempts: attempts, quality: quality,
            milliseconds: stages.byName, item: item)
    }

    /// For the journal: of a traveller only the class of the verdict.
    var metadata: Logger.Metadata {
        [
            "correlation": "\(correlation)", "colour": "\(colour)", "attempts": "\(attempts)",
            "milliseconds": "\(stages.total)", "doubts": "\(doubts.map(\.rawValue))",
            "item": "\(item?.description ?? "none")", "plan": "\(progress.plan)",
        ]
    }
}
