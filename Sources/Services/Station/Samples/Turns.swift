internal import Identification

/// Which of several devices of a kind each step of a plan goes to: they take turns, and one that works stands in for one that
/// does not. The officer is told by it, and what comes is taken by it.
struct Turns {
    /// The places of the steps of this kind.
    private let places: [Int]
    private let working: [Bool]

    /// - Parameters:
    ///   - kinds: of all steps of the plan.
    ///   - working: of each device of the kind whether it takes anything now.
    init(_ kinds: [ModalityKind], of kind: ModalityKind, working: [Bool]) {
        places = kinds.indices.filter { kinds[$0] == kind }
        self.working = working
    }

    /// - Parameter place: of a step in the plan.
    /// - Returns: nil for a step of another kind, and where there are no devices.
    func lane(of place: Int) -> Int? {
        guard let turn = places.firstIndex(of: place), !working.isEmpty else { return nil }
        let order = working.indices.map { (turn + $0) % working.count }
        return order.first { working[$0] } ?? order[0]
    }
}
