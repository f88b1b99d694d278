internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOSSL

/// TLS beneath HTTP, each connection with the certificate and the authorities of its own moment: a hub that runs for years
/// outlives several of them.
struct RenewedTLS: ServerChildChannel {
    private let base: HTTP1Channel
    private let certificate: ServerCertificate
    private let proof: HandshakeGuard.Proof

    init(_ base: HTTP1Channel, certificate: ServerCertificate, proof: HandshakeGuard.Proof) {
        (self.base, self.certificate, self.proof) = (base, certificate, proof)
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
                NIOSSLServerHandler(context: certificate.context(for: proof)))
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
