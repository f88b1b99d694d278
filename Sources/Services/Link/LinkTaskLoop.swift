internal import Ground
internal import Operations
internal import ServiceLifecycle
internal import Synchronization

/// Does one task again and again until the link shuts down; after a fault it waits longer each time.
struct LinkTaskLoop: Sendable {
    let task: LinkTask
    let interval: Duration
    let time: LinkTime
    let faults: OngoingFaults
    let metrics: LinkMetrics

    /// For what few devices have to do at a time.
    static let urgent = Duration.seconds(60)
    /// For what all devices do: it spreads those that come back after an outage.
    static let patient = Duration.seconds(600)

    static func backOff(interval: Duration, longestPause: Duration) -> BackOff {
        BackOff(first: interval, limit: max(interval, min(interval * 32, longestPause)))
    }

    /// - Returns: false.
    @discardableResult
    func run(_ round: @escaping @Sendable () async throws(Fault) -> Void) async -> Bool {
        await run(until: { () async throws(Fault) in
            try await round()
            return false
        })
    }

    /// - Returns: true when the round said that it was the last; false when the link shuts down.
    func run(until round: @escaping @Sendable () async throws(Fault) -> Bool) async -> Bool {
        let course = Mutex(Self.backOff(interval: interval, longestPause: task.longestPause))
        let wasLast = Atomic(false)
        await PeriodicService(sleep: time.sleep) {
            let began = time.uptime()
            let (isLast, fault) = await outcome(of: round)
            // What a shutdown interrupted is no fault.
            if isLast || Task.isShuttingDownGracefully || Task.isCancelled {
                wasLast.store(isLast, ordering: .relaxed)
                return nil
            }
            metrics.round(of: task, took: time.uptime() - began, fault)
            faults.report(fault, of: task)
            let chance = time.chance()
            return course.withLock { backOff in
                guard fault == nil else { return backOff.step(chance: chance) }
                backOff.reset()
                return interval * (0.9 + chance / 5)
            }
        }.run()
        return wasLast.load(ordering: .relaxed)
    }

    private func outcome(of round: @escaping @Sendable () async throws(Fault) -> Bool) async -> (Bool, Fault?) {
        do {
            return (try await cancelWhenGracefulShutdown { try await round() }, nil)
        } catch {
            let other = Fault(.linkInterrupted, "\(task.rawValue) was interrupted; it is repeated", cause: error)
            return (false, error as? Fault ?? other)
        }
    }
}
