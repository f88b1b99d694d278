public import Ground

/// How far a plan has been carried out.
///
///     var progress = PlanProgress(plan)
///     let step = progress.next(for: .finger)  // the right index
public struct PlanProgress: Sendable, Equatable {
    public enum State: Sendable, Hashable {
        case open
        /// By the number of the sample, from 0.
        case taken(Int)
        case excepted(CaptureException)
        case missing(Missing)
    }

    public let plan: Plan
    public let steps: [Step]
    /// In the order of the steps.
    public private(set) var states: [State]
    /// Attempts that each step has used up.
    public private(set) var attempts: [Int]

    public init(_ plan: Plan) {
        self.plan = plan
        steps = plan.steps
        states = Array(repeating: .open, count: steps.count)
        attempts = Array(repeating: 0, count: steps.count)
    }

    /// Whether there is nothing left to take.
    public var isComplete: Bool { !states.contains(.open) }

    /// Whether everything was taken that this person has.
    public var isWhole: Bool {
        states.allSatisfy {
            switch $0 {
            case .taken, .excepted: true
            case .open, .missing: false
            }
        }
    }

    /// The places of steps that are still open and can be taken by a device of this kind, in order.
    public func open(where isWanted: (Step) -> Bool) -> [Int] {
        steps.indices.filter { states[$0] == .open && isWanted(steps[$0]) }
    }

    /// - Parameters:
    ///   - place: of an open step; of any other nothing changes.
    ///   - sample: its number among the encounter's, from 0.
    ///   - attempts: that it has cost.
    public mutating func take(_ place: Int, sample: Int, attempts: Int) {
        guard isOpen(place) else { return }
        self.attempts[place] += attempts
        states[place] = .taken(sample)
    }

    /// Attempts that came to nothing.
    public mutating func spend(_ attempts: Int, on place: Int) {
        if isOpen(place) { self.attempts[place] += attempts }
    }

    public mutating func miss(_ place: Int, _ why: Missing) { if isOpen(place) { states[place] = .missing(why) } }

    /// Everything that is still open.
    public mutating func missRest(_ why: Missing) { for place in states.indices { miss(place, why) } }

    /// - Throws: ``Fault`` `plan.step` where the plan has no such step that is still to be taken.
    public mutating func except(_ step: Step, _ exception: CaptureException) throws(Fault) {
        guard let place = open(where: { $0 == step }).first else {
            throw Fault(
                .planStep, "the plan \(plan) has no \(step.kind) \(step.position) that is still to be taken; look again"
            )
        }
        states[place] = .excepted(exception)
    }

    private func isOpen(_ place: Int) -> Bool { states.indices.contains(place) && states[place] == .open }
}
