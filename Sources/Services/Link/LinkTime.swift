public import Foundation

/// Clock, patience and chance, as the link uses them; tests bring their own.
public struct LinkTime: Sendable {
    /// The wall clock.
    public var now: @Sendable () -> Date
    /// Time since some fixed moment; never jumps.
    public var uptime: @Sendable () -> Duration
    public var sleep: @Sendable (Duration) async throws -> Void
    /// A number from 0 to 1.
    public var chance: @Sendable () -> Double

    public init(
        now: @escaping @Sendable () -> Date, uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void, chance: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.uptime = uptime
        self.sleep = sleep
        self.chance = chance
    }

    /// The system's.
    public static let system: LinkTime = {
        let start = ContinuousClock.now
        return LinkTime(
            now: { Date() }, uptime: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) },
            chance: { Double.random(in: 0...1) })
    }()
}
