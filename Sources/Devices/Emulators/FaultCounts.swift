/// How often each of a model's own faults is still to happen.
struct FaultCounts<Kind: Hashable & Sendable>: Sendable {
    private var left: [Kind: Int] = [:]

    mutating func add(_ fault: Kind, times: Int) { left[fault, default: 0] += times }

    func isDue(_ fault: Kind) -> Bool { left[fault, default: 0] > 0 }

    /// Whether the fault happens now, which it then does once less.
    mutating func consume(_ fault: Kind) -> Bool {
        guard isDue(fault) else { return false }
        left[fault, default: 0] -= 1
        return true
    }

    mutating func drop(_ fault: Kind) { left[fault] = nil }
}
