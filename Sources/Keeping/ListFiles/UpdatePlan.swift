internal import TrustedUpdate

/// The cheapest verified way from the generation in force to the signed one.
public struct UpdatePlan: Sendable {
    /// A base first, where there is one, then deltas in order.
    public let steps: [ListTarget]

    public var usesBase: Bool { steps.first?.kind == .base }

    /// Bytes to read.
    public var cost: Int { steps.reduce(0) { $0 + $1.file.length } }

    /// Bytes of deltas that a plan has, where there is another one: a device holds them in its memory all at once.
    private static let deltaLimit = 256 << 20

    private var deltaBytes: Int { steps.reduce(0) { $0 + ($1.kind == .delta ? $1.file.length : 0) } }

    /// - Parameters:
    ///   - current: the generation in force; nil where there is none.
    ///   - targets: what may be used, all of one owner.
    ///   - longest: more steps than this are not taken.
    /// - Returns: nil where no way leads to `goal`.
    public static func cheapest(from current: Int?, to goal: Int, targets: [ListTarget], longest: Int = 100)
        -> UpdatePlan?
    {
        cheapest(from: current, to: goal, targets: targets, longest: longest, deltaLimit: deltaLimit)
    }

    static func cheapest(
        from current: Int?, to goal: Int, targets: [ListTarget], longest: Int = 100, deltaLimit: Int
    ) -> UpdatePlan? {
        way(from: current, to: goal, targets, longest, deltaLimit)
            ?? way(from: current, to: goal, targets, longest, .max)
    }

    private static func way(
        from current: Int?, to goal: Int, _ targets: [ListTarget], _ longest: Int, _ deltaLimit: Int
    ) -> UpdatePlan? {
        // Bellman-Ford over generations: every delta leads upwards, so one pass in the order of their ends is enough.
        var best: [Int: UpdatePlan] = [:]
        if let current { best[current] = UpdatePlan(steps: []) }
        for target in targets.sorted(by: { ($0.generation, $0.from) < ($1.generation, $1.from) }) {
            guard let before = target.kind == .base ? UpdatePlan(steps: []) : best[target.from],
                before.steps.count < longest
            else { continue }
            let plan = UpdatePlan(steps: before.steps + [target])
            guard plan.deltaBytes <= deltaLimit else { continue }
            if let known = best[target.generation], known.cost <= plan.cost { continue }
            best[target.generation] = plan
        }
        return best[goal]
    }
}
