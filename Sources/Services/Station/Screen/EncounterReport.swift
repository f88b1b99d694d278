internal import Encounters
public import Ground
internal import Identification

/// The encounter under way, as far as it has come, for the officer.
public struct EncounterReport: Sendable, Codable, Equatable {
    public let correlation: UUIDv7
    public let plan: String
    public private(set) var steps: [StepReport]
    /// What is to be taken next, by its place among the steps; nil where nothing is left.
    public let next: Int?
    /// A red that need not wait for the rest; nil before.
    public let early: Verdict?

    /// Says of each finger that is to be taken which reader it goes to, now that they are as they are.
    ///
    /// - Parameter readers: nil where there is one, which needs no number.
    mutating func send(to readers: [StationReader]?) {
        let turns = Turns(steps.map(\.kind), of: .finger, working: (readers ?? []).map(\.report.isWorking))
        for place in steps.indices {
            steps[place].reader = steps[place].state == .open ? turns.lane(of: place).map { $0 + 1 } : nil
        }
    }

    init(_ encounter: Encounter) {
        correlation = encounter.correlation
        plan = encounter.progress.plan.description
        steps = encounter.steps
        next = steps.firstIndex { $0.state == .open }
        early = encounter.decision?.colour == .red && next != nil ? encounter.verdict : nil
    }
}
