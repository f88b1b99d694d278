internal import Ground
internal import Logging
internal import ServiceLifecycle

/// What comes to an end while the hub runs, looked after every hour: signatures of the repository, the authority, and
/// the certificate of the listeners.
struct Upkeep: Service {
    let hub: Hub
    let certificate: ServerCertificate
    let pause: Duration
    let logger: Logger

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            do { try await round() } catch { logger.error("upkeep failed", metadata: ["reason": "\(error)"]) }
            do { try await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) } } catch { return }
        }
    }

    private func round() async throws {
        let now = hub.now().date
        try await hub.publisher.renew(now: now)
        // Several processes share the keys.
        try await hub.withKeys {
            do throws(Fault) {
                if try Authorities.prepare(hub.folder.keys, now: now) { logger.notice("another authority signs now") }
            } catch { logger.error("the authority stays as it is", metadata: ["reason": "\(error)"]) }
            guard let ends = try certificate.renew(now: now) else { return }
            logger.notice("the hub has a new certificate", metadata: ["ends": "\(Timestamp(ends))"])
        }
    }
}
