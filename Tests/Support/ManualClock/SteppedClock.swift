internal import Foundation
internal import Synchronization

/// A clock on which everybody sleeps until a test lets just this long a sleep be over.
///
/// Thread-safe. Its time does not pass.
public final class SteppedClock: Clock, Sendable {
    private struct Sleeper {
        let id: UUID
        let duration: Duration
        let wake: AsyncStream<Void>.Continuation
    }

    private struct Contents {
        var sleepers: [Sleeper] = []
        /// Sleeps that are over before they begin.
        var passed: [Duration] = []
    }

    public let now = ContinuousClock.now
    public var minimumResolution: Duration { .zero }
    private let contents = Mutex(Contents())

    public init() {}

    /// Wakes one who sleeps for so long, or the next who wants to.
    public func pass(_ duration: Duration) {
        contents.withLock { contents in
            guard let place = contents.sleepers.firstIndex(where: { $0.duration == duration }) else {
                return contents.passed.append(duration)
            }
            contents.sleepers.remove(at: place).wake.yield()
        }
    }

    public func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        let (stream, wake) = AsyncStream.makeStream(of: Void.self)
        let sleeper = Sleeper(id: UUID(), duration: now.duration(to: deadline), wake: wake)
        let isOver = contents.withLock { contents in
            if let place = contents.passed.firstIndex(of: sleeper.duration) {
                contents.passed.remove(at: place)
                return true
            }
            contents.sleepers.append(sleeper)
            return false
        }
        if isOver { return }
        for await _ in stream { return }
        contents.withLock { $0.sleepers.removeAll { $0.id == sleeper.id } }
        throw CancellationError()
    }
}
