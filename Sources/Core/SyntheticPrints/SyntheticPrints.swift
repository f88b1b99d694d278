/// Sets of prints of nobody, named by finger and impression like the sets of the Fingerprint Verification Competition.
public enum SyntheticPrints {
    /// The finger with this number of the set.
    public static func master(finger: Int, seed: UInt64) -> MasterPrint {
        var random = SeededRandom(seed, finger)
        return MasterPrint(seed: random.next())
    }

    /// One of a finger's impressions, under conditions as they happen at a counter.
    ///
    /// Growing the finger takes most of the time: for many impressions keep the master print.
    ///
    /// - Parameters:
    ///   - strength: 1 for a usual spread of conditions, 0 for perfect prints, up to 2 for hard ones.
    public static func impression(
        finger: Int, impression: Int, seed: UInt64, of master: MasterPrint? = nil,
        field: Impression.Field = Impression.Field(), strength: Float = 1
    ) -> Impression {
        var random = SeededRandom(seed, finger, impression)
        return (master ?? Self.master(finger: finger, seed: seed))
            .impression(seed: random.next(), field: field, strength: strength)
    }
}
