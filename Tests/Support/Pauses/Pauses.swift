/// Stands for the sleep of one loop: the loop waits in each pause until the test ends it, so that no real time passes.
///
/// Thread-safe, for one loop and one test.
public final class Pauses: Sendable {
    /// A pause that a loop is in.
    public struct Pause: Sendable {
        public let duration: Duration
        fileprivate let over: AsyncStream<Void>.Continuation

        /// Lets the loop go on.
        public func end() { over.finish() }
    }

    private let begun: AsyncStream<Pause>
    private let beginning: AsyncStream<Pause>.Continuation

    public init() { (begun, beginning) = AsyncStream.makeStream() }

    /// What the loop calls instead of sleeping.
    ///
    /// - Throws: `CancellationError`.
    public func sleep(_ duration: Duration) async throws {
        let (pause, over) = AsyncStream.makeStream(of: Void.self)
        beginning.yield(Pause(duration: duration, over: over))
        for await _ in pause {}
        try Task.checkCancellation()
    }

    /// Waits until the loop has ended its round and begins its next pause.
    public func next() async -> Pause {
        for await pause in begun { return pause }
        // The stream never ends; who waits here was cancelled.
        return Pause(duration: .zero, over: AsyncStream.makeStream(of: Void.self).continuation)
    }

    /// Ends the present pause, and waits for the next: one whole round of the loop lies between them.
    public func round(_ present: Pause) async -> Pause {
        present.end()
        return await next()
    }
}
