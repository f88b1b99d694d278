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
        return encounters.flatMap { hits in
            let isClosed = hits.contains { $0.facts?.facts.progress.isComplete ?? false }
            return hits.enumerated().map { ($0 == 0 ? "" : "  and ") + $1.line(isClosed: isClosed) }
        }
    }

    /// - Parameter isClosed: whether a hit of the encounter, which may be another one, says that nothing more is to come.
    private func line(isClosed: Bool) -> String {
        let head = "\(reference)  \(received)  hit \(identifier) of device \(device): "
        guard let facts else { return head + "quarantined, \(problem ?? "unknown")" }
        let candidates =
            facts.facts.search.candidates.map { "\($0.list)/\($0.record)" }.joined(separator: ", ")
            + (facts.facts.search.furtherCandidates.map { " and \($0) more" } ?? "")
        let judged = state == .opened ? "" : " (\(state.rawValue))"
        let samples = facts.samples.map { $0.position == 0 ? $0.kind : "\($0.kind) \($0.position)" }
        let progress = facts.facts.progress
        // The hit that closes an encounter says what did not come after all.
        let isOvertaken = isClosed && !progress.isComplete
        let missing = (isOvertaken ? [] : progress.missing).map {
            "\($0.kind) \($0.position) is missing (\($0.reason))"
        }
        return
            ([
                "\(head)\(facts.facts.search.result.rawValue)\(judged)\(candidates.isEmpty ? "" : ", candidates \(candidates)")"
            ]
            + [samples.isEmpty ? "no more samples" : "samples \(samples.joined(separator: ", "))"] + missing
            + (isClosed ? [] : ["more samples are to come"]) + [problem, noPicture].compactMap(\.self))
            .joined(separator: "; ")
    }
}
