public import Foundation
public import Ground
internal import Synchronization

/// Holds the newest ``Screen`` and hands each to every listener, in order.
///
///     let announcer = Announcer(officer: "officer-7")
///     announcer.announce(.glassFree)
///     for await screen in announcer.screens() { draw(screen) }  // the newest first, then each that follows
///
/// Thread-safe. A listener that does not keep up loses its oldest screens, never the station's time.
public final class Announcer: Sendable {
    /// Screens that are kept for a page that has lost its connection for a moment.
    private static let mostKept = 32

    private struct Contents {
        var screen: Screen
        /// The newest last.
        var kept: [Screen]
    }

    private let contents: Mutex<Contents>
    private let broadcast: Broadcast<Screen>
    private let metrics: StationMetrics
    private let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - start: a new one at each start of the station.
    ///   - officer: who is on duty at first.
    ///   - readers: what the settings call each reader.
    ///   - now: the wall clock.
    public init(
        start: UUIDv7 = UUIDv7(), officer: String = "", isEmulated: Bool = false, readers: [String] = [],
        metrics: StationMetrics = StationMetrics(),
        now: @escaping @Sendable () -> Timestamp = { Timestamp(Date()) }
    ) {
        let screen = Screen(start: start, time: now(), officer: officer, isEmulated: isEmulated, readers: readers)
        contents = Mutex(Contents(screen: screen, kept: [screen]))
        broadcast = Broadcast(screen)
        self.metrics = metrics
        self.now = now
    }

    /// What changes nothing that is shown makes no new screen.
    public func announce(_ event: StationEvent) {
        metrics.count(event)
        contents.withLock { contents in
            var screen = contents.screen
            screen.take(event)
            guard screen != contents.screen else { return }
            screen.number += 1
            screen.time = now()
            contents.screen = screen
            contents.kept.append(screen)
            contents.kept.removeFirst(max(0, contents.kept.count - Self.mostKept))
            broadcast.send(screen)
        }
    }

    public var screen: Screen { contents.withLock { $0.screen } }

    /// The newest screen, then each that follows, until the listener stops.
    public func screens() -> AsyncStream<Screen> { broadcast.stream() }

    /// The screens that came between two others, as far as they are still kept; none where `last` is of another start.
    public func screens(between last: ScreenIdentifier, and newest: ScreenIdentifier) -> [Screen] {
        guard last.start == newest.start, last.number < newest.number else { return [] }
        return contents.withLock { contents in
            contents.kept.filter { last.number < $0.number && $0.number < newest.number }
        }
    }
}
