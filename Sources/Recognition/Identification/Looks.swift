/// How the accidents that a site allows are shared out over the looks at an encounter: one after each sample, for a red that
/// need not wait, and the last (alpha spending: K. K. G. Lan and D. L. DeMets 1983, "Discrete sequential boundaries for clinical
/// trials").
///
/// Prints beside the plan, however many a traveller shows, have a fixed part of what the last look would have had, and each its
/// share of that before anybody knows what it says. So all together never have more than one, and no number of such prints
/// makes a sample of the plan count for less.
struct Looks {
    /// Of the accidents, what all looks before the last have together.
    private static let early = 0.1
    /// Of what the last look has, what all prints beside the plan take together.
    private static let aside = 0.1

    private let early: Double
    private let late: Double
    private var asides = 0

    /// - Parameter planned: samples that the encounter takes at most. Of one there is the last look alone.
    init(planned: Int) {
        early = planned <= 1 ? 0 : Self.early / Double(planned - 1)
        late = planned <= 1 ? 1 : 1 - Self.early
    }

    /// Where there are no early looks, every look is the last.
    func share(isLast: Bool) -> Double {
        guard isLast || early == 0 else { return early }
        return asides == 0 ? late : late * (1 - Self.aside)
    }

    /// The share of another print beside the plan: 1/2, 1/6, 1/12 … of what all of them have, which add up to it.
    mutating func takeAside() -> Double {
        asides += 1
        return late * Self.aside / Double(asides * (asides + 1))
    }
}
