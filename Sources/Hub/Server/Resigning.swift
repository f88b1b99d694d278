internal import Ground
internal import Logging
internal import ServiceLifecycle

/// Looks every hour whether a signature of the repository is half expired, and signs again.
struct Resigning: Service {
    private static let pause = Duration.seconds(3600)
    let publisher: Publisher
    let now: @Sendable () -> Timestamp
    let logger: Logger

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            do { try await publisher.renew(now: now().date) } catch {
                logger.error("signatures not renewed", metadata: ["reason": "\(error)"])
            }
            do { try await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.pause) } } catch { return }
        }
    }
}
