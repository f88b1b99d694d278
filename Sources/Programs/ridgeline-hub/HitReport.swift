import CaseMessages
import Foundation
import Ground
import Hub

/// What is said of a hit.
struct HitReport: Encodable {
    let identifier: UUIDv7
    let device: UUIDv7
    let received: Timestamp
    let state: ItemState
    let reference: CaseReference
    let problem: String?
    /// Why pictures are not here; absent where all are.
    let noPicture: String?
    let facts: HitStatement?
    /// The encounter that it is of; nil where the hit could not be opened.
    private let encounter: EncounterName?

    private enum CodingKeys: CodingKey {
        case identifier, device, received, state, reference, problem, noPicture, facts
    }

    init(_ hit: ReceivedHit, notExported: Fault?) {
        identifier = hit.identifier
        device = hit.device
        received = hit.received
        state = hit.state
        reference = hit.reference
        problem = (hit.problem ?? notExported)?.description
        let absences = hit.pictures.enumerated().compactMap { index, picture in
            picture?.absence.map { hit.pictures.count == 1 ? $0 : "sample \(index + 1): \($0)" }
        }
        noPicture = absences.isEmpty ? nil : absences.joined(separator: "; ")
        facts = hit.message?.statement
        encounter = hit.encounter
    }

    /// The hits of one encounter beneath each other, whenever they came; encounters in the order of their first hit.
    static func lines(_ reports: [HitReport]) -> [String] {
        var encounters: [[HitReport]] = []
        var places: [EncounterName: Int] = [:]
        for report in reports {
            if let place = report.encounter.flatMap({ places[$0] }) {
                encounters[place].append(report)
            } else {
                if let encounter = report.encounter { places[encounter] = encounters.count }
                encounters.append([report])
            }
        }
        let references = Dictionary(reports.map { ($0.identifier, $0.reference) }) { first, _ in first }
        return encounters.flatMap { hits in
            let isClosed = hits.contains { $0.facts?.facts.progress.isComplete ?? false }
            return hits.enumerated().map {
                ($0 == 0 ? "" : "  and ") + $1.line(isClosed: isClosed, references: references)
            }
        }
    }

    /// - Parameters:
    ///   - isClosed: whether a hit of the encounter, which may be another one, says that nothing more is to come.
    ///   - references: of the hits that are shown.
    private func line(isClosed: Bool, references: [UUIDv7: CaseReference]) -> String {
        let head = "\(reference)  \(received)  hit \(identifier) of device \(device): "
        guard let facts else { return head + "quarantined, \(problem ?? "unknown")" }
        let (search, progress) = (facts.facts.search, facts.facts.progress)
        let more = progress.supplements.map { "more of \(references[$0].map { "\($0)" } ?? "hit \($0)"), " } ?? ""
        let candidates =
            search.candidates.map(HitWords.candidate).joined(separator: ", ")
            + (search.furtherCandidates.map { " and \($0) more" } ?? "")
        let judged = state == .opened ? "" : " (\(state.rawValue))"
        let samples = facts.samples.map { HitWords.sample($0.kind, $0.position) }
        // The hit that closes an encounter says what did not come after all.
        let isOvertaken = isClosed && !progress.isComplete
        let missing = (isOvertaken ? [] : progress.missing).map {
            "\(HitWords.sample($0.kind, $0.position)) is missing (\($0.reason))"
        }
        return
            ([
                "\(head)\(more)\(search.result.rawValue)\(judged)\(candidates.isEmpty ? "" : ", candidates \(candidates)")"
            ]
            + [samples.isEmpty ? "no more samples" : "samples \(samples.joined(separator: ", "))"] + missing
            + (isClosed ? [] : ["more samples are to come"]) + [problem, noPicture].compactMap(\.self))
            .joined(separator: "; ")
    }
}
