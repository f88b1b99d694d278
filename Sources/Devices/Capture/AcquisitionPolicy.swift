/// When a print is good enough, and how long better ones are looked for.
public struct AcquisitionPolicy: Sendable {
    /// Placements of the finger, at least one (BSI TR-03121-3: at most 3).
    public var attempts: Int
    /// Pictures of one placement, at most.
    public var pictures: Int
    /// From a placement's beginning: once it is over, the best picture so far counts.
    public var time: Duration
    /// A picture of this quality, 0...100, ends the placement at once.
    public var enough: Int
    /// A finger that is to be placed again is waited for so long until it is lifted, and until it comes back; nil waits for ever.
    public var patience: Duration?

    public init(
        attempts: Int = 3, pictures: Int = 8, time: Duration = .milliseconds(400), enough: Int = 75,
        patience: Duration? = nil
    ) {
        self.attempts = attempts
        self.pictures = pictures
        self.time = time
        self.enough = enough
        self.patience = patience
    }
}
