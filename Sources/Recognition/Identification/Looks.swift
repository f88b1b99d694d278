/// How the accidents that a site allows are shared out over the looks at an encounter: one after each sample, for a red that
/// need not wait, and the last (alpha spending: K. K. G. Lan and D. L. DeMets 1983, "Discrete sequential boundaries for clinical
/// trials").
struct Looks {
    /// Of the accidents, what all looks before the last have together.
    private static let early = 0.1

    /// Samples that the encounter takes at most.
    let planned: Int

    /// Of one sample there is the last look alone, whatever is asked for.
    func share(isLast: Bool) -> Double {
        if planned <= 1 { return 1 }
        return isLast ? 1 - Self.early : Self.early / Double(planned - 1)
    }
}
