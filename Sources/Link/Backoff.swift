/// Longer and longer pauses, scattered so that devices that lost the hub together do not come back together.
struct Backoff: Sendable {
    let first: Duration
    let longest: Duration
    private var failures = 0

    init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// The pause after one more failure: between half and all of `first` doubled with each failure before.
    ///
    /// - Parameter chance: a number from 0 to 1.
    mutating func next(chance: Double) -> Duration {
        let whole = min(first * (1 << min(failures, 20)), longest)
        failures += 1
        return whole * (0.5 + chance / 2)
    }

    mutating func reset() { failures = 0 }
}
