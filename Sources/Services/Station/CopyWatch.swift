public import DeviceIdentity
internal import Ground
public import Logging
internal import Operations
public import ServiceLifecycle
internal import Synchronization

/// Finds a copy of the lists that the link cannot write: nothing new would come, and nobody else would say so.
public final class CopyWatch: Service {
    private let fault: @Sendable () -> Fault?
    private let announcer: Announcer
    private let logger: Logger
    private let sleep: PeriodicService.Sleep
    /// What the last look has found: what an import that runs has in its hands is its own only for a while.
    private let last = Mutex<Fault?>(nil)

    /// - Parameter fault: what is wrong with the copy at this moment; see `StationState.blocked`.
    init(
        _ fault: @escaping @Sendable () -> Fault?, announcer: Announcer, logger: Logger,
        sleep: @escaping PeriodicService.Sleep = { try await Task.sleep(for: $0) }
    ) {
        (self.fault, self.announcer, self.logger, self.sleep) = (fault, announcer, logger, sleep)
    }

    public convenience init(_ state: StationState, announcer: Announcer, logger: Logger) {
        self.init({ state.blocked }, announcer: announcer, logger: logger)
    }

    public func run() async throws {
        await PeriodicService(every: .seconds(30), sleep: sleep) { self.look() }.run()
    }

    /// Says what two looks have found.
    func look() {
        let found = fault()
        let before = last.withLock { last in
            defer { last = found }
            return last
        }
        guard let found else { return announcer.announce(.wellAgain(.copy)) }
        guard before?.message == found.message else { return }
        if !announcer.screen.alarms.contains(where: { $0.part == .copy }) {
            logger.critical("copy of the lists", metadata: ["fault": "\(found)"])
        }
        announcer.announce(.alarm(Alarm(.copy, found)))
    }
}
