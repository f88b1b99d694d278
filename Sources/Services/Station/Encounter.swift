internal import Evidence
internal import Fingerprint
internal import Foundation
internal import Ground
internal import Identification
internal import Logging

/// One traveller at the glass, from the first touch to the verdict: each fact once. What the officer, the centre, the
/// audit trail and the journal are told are views of it. Gone, and its print wiped, when it is over.
struct Encounter: Sendable {
    let correlation: UUIDv7
    /// On duty when the finger came.
    let officer: String
    let purpose: String
    /// When the print was searched, by this device's clock.
    let time: Date
    let attempts: Int
    /// nil where no attempt gave one.
    let print: AssessedPrint?
    /// In force when it was searched; nil where none was.
    let lists: CurrentLists.Snapshot?
    /// nil where nothing was searched; ``doubts`` say why.
    var decision: Decision?
    var doubts: [Verdict.Doubt] = []
    /// The sealed item in the outbox; nil where there is nothing to report, or it could not be kept.
    var item: UUIDv7?
    var stages = StageTimes()

    /// 0...100.
    var quality: Int { print.map { Int($0.extraction.quality.value) } ?? 0 }

    /// Green only where a search that proves something has found nobody.
    var colour: Colour {
        guard let decision else { return .yellow }
        let provesNothing = doubts.contains(.noUsablePrint) || doubts.contains(.listMissing)
        return decision.colour == .green && provesNothing ? .yellow : decision.colour
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
            gallerySize: decision?.gallerySize ?? 0, generations: generations, listAge: lists?.age(at: time),
            attempts: attempts, quality: quality, item: item, stages: stages)
    }

    /// For the audit trail, which takes ``generations`` beside it: no candidate, no score.
    var search: AuditSearch {
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
            "item": "\(item?.description ?? "none")",
        ]
    }
}
