/// How the accidents that a site allows are shared out over the looks at an encounter: one after each sample, for a red that
/// need not wait, and the last (alpha spending: K. K. G. Lan and D. L. DeMets 1983, "Discrete sequential boundaries for clinical
/// trials"). A print beside the plan takes its share of what the last would have had, before anybody knows what it says; so all
/// of them together never have more than one.
struct Looks {
    /// Of the accidents, what all looks before the last have together.
    private static let early = 0.1
    /// Of what the last look has left, what a print beside the plan takes.
    private static let aside = 0.1

    private let early: Double
    private var last: Double

    /// - Parameter planned: samples that the encounter takes at most. Of one there is the last look alone.
    init(planned: Int) {
        early = planned <= 1 ? 0 : Self.early / Double(planned - 1)
        last = planned <= 1 ? 1 : 1 - Self.early
    }

    /// Where there are no early looks, every look is the last.
    func share(isLast: Bool) -> Double { isLast || early == 0 ? last : early }

    /// The share of another print beside the plan.
    mutating func takeAside() -> Double {
        defer { last *= 1 - Self.aside }
        return last * Self.aside
    }
}
