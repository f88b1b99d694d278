internal import Foundation

/// Sleeps until a time, or until it is woken.
final class DispatchAlarm: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func ring() { semaphore.signal() }

    func wait(until deadline: ContinuousClock.Instant) {
        let nanoseconds = ContinuousClock.now.duration(to: deadline) / .nanoseconds(1)
        _ = semaphore.wait(timeout: .now() + .nanoseconds(Int(max(0, nanoseconds))))
    }
}
