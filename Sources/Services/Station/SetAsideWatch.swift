public import DeviceIdentity
internal import Ground
public import Logging
public import Operations
public import ServiceLifecycle

/// Says which parts of the state lie set aside, until a technician has taken them away; answers carry a doubt meanwhile.
public struct SetAsideWatch: Service {
    private let state: StationState
    private let announcer: Announcer
    private let logger: Logger
    private let sleep: PeriodicService.Sleep

    public init(
        _ state: StationState, announcer: Announcer, logger: Logger,
        sleep: @escaping PeriodicService.Sleep = { try await Task.sleep(for: $0) }
    ) {
        (self.state, self.announcer, self.logger, self.sleep) = (state, announcer, logger, sleep)
    }

    public func run() async throws {
        await PeriodicService(every: .seconds(5), sleep: sleep) { self.look() }.run()
    }

    /// Called once before the first finger, and by ``run()``.
    package func look() {
        // Of two files of one part the same one each time.
        let found = Dictionary(SetAside.alarms(in: state).map { ($0.part, $0) }, uniquingKeysWith: { $1 })
        let said = announcer.screen.alarms.filter(\.part.isSetAside)
        for alarm in said where found[alarm.part] == nil { announcer.announce(.wellAgain(alarm.part)) }
        for alarm in found.values.sorted(by: { $0.part.rawValue < $1.part.rawValue }) where !said.contains(alarm) {
            logger.critical("set aside", metadata: ["fault": "\(alarm.message) [\(alarm.code)]"])
            announcer.announce(.alarm(alarm))
        }
    }
}
