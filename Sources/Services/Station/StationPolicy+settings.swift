internal import Capture
public import DeviceSettings
internal import Encounters
public import Ground
internal import Identification
public import Operations

extension StationPolicy {
    /// What the site has written into the station's settings.
    ///
    /// - Throws: ``Fault`` `plan.unknown`.
    public init(_ settings: Settings<StationSettings>) throws(Fault) {
        self.init(
            decision: DecisionPolicy(hit: settings.red, inconclusive: settings.yellow),
            searchThreads: settings.searchThreads,
            minimumQuality: settings.minimumQuality,
            acquisition: AcquisitionPolicy(
                attempts: settings.attempts, time: settings.captureTime, enough: settings.enoughQuality,
                // Nobody is waited for longer than the encounter lasts.
                patience: min(Self.patience, settings.silence)),
            expired: settings.expiredLists, plan: try Plan(settings.plan), silence: settings.silence)
    }
}
