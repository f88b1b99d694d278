internal import Ground
internal import ServiceLifecycle

/// Does one task again and again until the link shuts down; after a fault it waits longer each time.
struct Rounds: Sendable {
    let task: String
    let interval: Duration
    let time: LinkTime
    let conditions: Conditions

    func run(_ round: @escaping @Sendable () async throws(Fault) -> Void) async {
        var backoff = BackOff(first: interval, limit: max(interval, min(interval * 32, .seconds(60))))
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let fault = await outcome(of: round)
            // What a shutdown interrupted is no fault.
            if Task.isShuttingDownGracefully || Task.isCancelled { return }
            conditions.report(fault, of: task)
            if fault == nil { backoff.reset() }
            let pause = fault == nil ? interval * (0.9 + time.chance() / 5) : backoff.step(chance: time.chance())
            try? await cancelWhenGracefulShutdown { try await time.sleep(pause) }
        }
    }

    private func outcome(of round: @escaping @Sendable () async throws(Fault) -> Void) async -> Fault? {
        do {
            try await cancelWhenGracefulShutdown { try await round() }
            return nil
        } catch {
            return error as? Fault ?? Fault("link.interrupted", "\(task) was interrupted; it is repeated", cause: error)
        }
    }
}
