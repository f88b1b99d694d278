internal import Synchronization

/// Hands every event to every listener; a new listener first hears how things stand.
///
/// Thread-safe. A listener that does not keep up loses its oldest events, never the station's time.
public final class Announcer: Sendable {
    private struct Contents {
        var listeners: [Int: AsyncStream<StationEvent>.Continuation] = [:]
        var next = 0
        var state = StationEvent.state(StationState(.starting))
        var lists: StationEvent?
        var camera: StationEvent?
        var outbox: StationEvent?
    }
    private let contents = Mutex(Contents())

    public init() {}

    public func announce(_ event: StationEvent) {
        contents.withLock { contents in
            switch event {
            case .state: contents.state = event
            case .lists: contents.lists = event
            case .camera: contents.camera = event
            case .outbox: contents.outbox = event
            default: break
            }
            for listener in contents.listeners.values { listener.yield(event) }
        }
    }

    /// The current state and lists, then everything that happens, until the listener stops.
    public func events() -> AsyncStream<StationEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: StationEvent.self, bufferingPolicy: .bufferingNewest(64))
        let number = contents.withLock { contents in
            continuation.yield(contents.state)
            for event in [contents.lists, contents.outbox, contents.camera] {
                if let event { continuation.yield(event) }
            }
            contents.next += 1
            contents.listeners[contents.next] = continuation
            return contents.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.contents.withLock { _ = $0.listeners.removeValue(forKey: number) }
        }
        return stream
    }

    /// How things stand: for a status request.
    public var current: [StationEvent] {
        contents.withLock { [$0.state] + [$0.lists, $0.outbox, $0.camera].compactMap(\.self) }
    }
}
