public import Capture
public import DeviceSettings
public import Encounters
public import Identification

/// What the site has decided; every default is safe.
public struct StationPolicy: Sendable {
    /// When an answer is red or yellow, as false positives per search.
    public var decision: DecisionPolicy
    public var searchThreads: Int
    /// 0...100; poorer prints are asked for again.
    public var minimumQuality: Int
    /// How often and how long a print is looked for.
    public var acquisition: AcquisitionPolicy
    /// What is taken of a traveller who begins by himself, with a finger on the glass.
    public var plan: Plan
    /// Nobody has come for the next sample for so long: the encounter is over.
    public var silence: Duration
    /// What happens once the centre's signature on the lists has expired.
    public var expired: ExpiredLists

    /// A finger that is to be placed again is not waited for longer.
    public static let patience = Duration.seconds(30)

    public init(
        decision: DecisionPolicy, searchThreads: Int, minimumQuality: Int,
        acquisition: AcquisitionPolicy = AcquisitionPolicy(patience: Self.patience), expired: ExpiredLists = .standard,
        plan: Plan = .walkUp, silence: Duration = Plan.silence
    ) {
        self.decision = decision
        self.searchThreads = searchThreads
        self.minimumQuality = minimumQuality
        self.acquisition = acquisition
        self.expired = expired
        self.plan = plan
        self.silence = silence
    }
}
