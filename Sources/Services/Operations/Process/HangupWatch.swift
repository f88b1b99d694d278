public import Logging
public import ServiceLifecycle
internal import UnixSignals

/// Lets a daemon live on where SIGHUP would end it, as log rotation and closed terminals send it, and says so.
///
/// Settings are read at the start alone: a daemon whose settings changed while it works would be another one than the
/// one that was looked at.
public struct HangupWatch: Service {
    private let logger: Logger

    public init(logger: Logger) { self.logger = logger }

    public func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            logger.notice("SIGHUP is ignored: settings are read at the start; restart to change them")
        }
    }
}
