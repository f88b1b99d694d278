/// How long to wait before something that failed is tried again: longer each time, up to a limit.
public struct BackOff: Sendable {
    private let first: Duration
    private let limit: Duration
    private var failures = 0

    public init(first: Duration, limit: Duration) {
        self.first = first
        self.limit = limit
    }

    /// The pause after one more failure: between half and all of `first` doubled with each failure before.
    ///
    /// - Parameter chance: a number from 0 to 1 that scatters the pauses, so that devices that lost the hub together do
    ///   not come back together; 1 waits the whole time.
    public mutating func step(chance: Double = 1) -> Duration {
        let whole = min(first * (1 << min(failures, 20)), limit)
        failures += 1
        return whole * (0.5 + chance / 2)
    }

    /// Called when it worked.
    public mutating func reset() { failures = 0 }
}
