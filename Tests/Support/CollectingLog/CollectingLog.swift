public import Logging
internal import Synchronization

/// A journal that tests can read.
public final class CollectingLog: Sendable {
    /// Every message, as it is written.
    public let stream: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation
    private let lines = Mutex<[String]>([])
    private let entries = Mutex<[String]>([])

    public init() { (stream, continuation) = AsyncStream.makeStream() }

    public var messages: [String] { lines.withLock { $0 } }
    /// Every message with its metadata.
    public var whole: [String] { entries.withLock { $0 } }
    public var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private func note(_ message: String) {
        lines.withLock { $0.append(message) }
        continuation.yield(message)
    }

    private struct Handler: LogHandler {
        let log: CollectingLog
        var logLevel = Logger.Level.info
        var metadata: Logger.Metadata = [:]
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) {
            log.entries.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
            log.note("\(event.message)")
        }
    }
}
