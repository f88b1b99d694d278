internal import Foundation
internal import Ground
internal import Logging
internal import Operations
internal import ServiceLifecycle
internal import Synchronization

/// Follows a change of authority, which a command makes beside the running hub: within seconds another certificate is shown,
/// and the devices of the authority that signs now are let in.
final class CertificateWatch: Service {
    private let hub: Hub
    private let certificate: ServerCertificate
    private let sleep: PeriodicService.Sleep
    private let logger: Logger
    private let seen: Mutex<[FileStamp?]>
    private let refusals: Refusals

    /// - Parameter certificate: just made from the files as they are.
    init(
        _ hub: Hub, _ certificate: ServerCertificate,
        sleep: @escaping PeriodicService.Sleep = { try await Task.sleep(for: $0) }, logger: Logger
    ) {
        (self.hub, self.certificate, self.sleep, self.logger) = (hub, certificate, sleep, logger)
        // The first look takes up what has changed since the certificate was made.
        seen = Mutex([])
        refusals = Refusals(logger, level: .error, saying: "the hub's certificate stays as it is")
    }

    func run() async throws { await PeriodicService(every: .seconds(2), sleep: sleep) { await self.look() }.run() }

    private func look() async {
        // Looked at before the work: what comes meanwhile is new at the next look.
        let stamps = Authorities.certificates(hub.folder.keys).map { try? FileStamp(of: $0) }
        guard stamps != seen.withLock({ $0 }) else { return }
        do {
            try await hub.renew(certificate, logger)
            seen.withLock { $0 = stamps }
        } catch {
            refusals.note(error as? Fault ?? Fault(.hubCertificate, "try again", cause: error))
        }
    }
}

extension Hub {
    /// Has the listeners show who signs now and let in whose devices are let in now; says so where that is another certificate.
    ///
    /// - Throws: ``Fault`` as ``ServerCertificate/renew(now:)``, `hub.busy`.
    func renew(_ certificate: ServerCertificate, _ logger: Logger) async throws {
        guard let ends = try await withKeys({ try certificate.renew(now: now().date) }) else { return }
        logger.notice("the hub has a new certificate", metadata: ["ends": "\(Timestamp(ends))"])
    }
}
