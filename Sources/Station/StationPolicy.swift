public import Identification

/// What the site has decided; every default is safe.
public struct StationPolicy: Sendable {
    /// When an answer is red or yellow, as false positives per search.
    public var decision: DecisionPolicy
    public var searchThreads: Int
    /// 0...100; poorer prints are asked for again.
    public var minimumQuality: Int
    /// Attempts per traveller, 1...3 (BSI TR-03121-3).
    public var attempts: Int
    /// Pictures of each placement, at most: a finger that has just touched the glass is often still settling.
    public var pictures: Int
    /// A traveller who stays away longer between two attempts has gone.
    public var patience: Duration

    public init(
        decision: DecisionPolicy, searchThreads: Int, minimumQuality: Int, attempts: Int,
        pictures: Int = 2, patience: Duration = .seconds(30)
    ) {
        self.decision = decision
        self.searchThreads = searchThreads
        self.minimumQuality = minimumQuality
        self.attempts = attempts
        self.pictures = pictures
        self.patience = patience
    }
}
