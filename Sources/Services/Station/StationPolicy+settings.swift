internal import Capture
public import DeviceSettings
internal import Encounters
public import Ground
internal import Identification
public import Operations

extension StationPolicy {
    /// What the site has written into the station's settings.
    ///
    /// - Throws: ``Fault`` `plan.unknown`, or `config.value` where two settings contradict each other.
    public init(_ settings: Settings<StationSettings>) throws(Fault) {
        let (red, yellow) = (settings.red, settings.yellow)
        guard red <= yellow else {
            throw Fault(.configValue, "search.red is \(red), above search.yellow, \(yellow); lower it")
        }
        self.init(
            decision: DecisionPolicy(hit: red, inconclusive: yellow), searchThreads: settings.searchThreads,
            minimumQuality: settings.minimumQuality,
            acquisition: AcquisitionPolicy(
                attempts: settings.attempts, time: settings.captureTime, enough: settings.enoughQuality,
                patience: Self.patience),
            expired: settings.expiredLists, plan: try Plan(settings.plan), silence: settings.silence)
    }
}
