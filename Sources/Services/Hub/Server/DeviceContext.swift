internal import Ground
internal import Hummingbird
internal import NIOCore
internal import NIOSSL
internal import SwiftASN1
internal import X509

/// A request on the device listener, and who makes it.
struct DeviceContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// Set by ``DeviceGate``, before any route is reached.
    var device: Device?

    init(source: Source) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// The certificate of the TLS connection; that it is one of ours, TLS has already made sure of.
    func peerCertificate() async throws -> Certificate? {
        try await channel.nioSSL_peerCertificate().get().flatMap { try? Certificate(derEncoded: $0.toDERBytes()) }
    }

    /// - Throws: ``Refusal`` 403 where nobody was let in.
    func requireDevice() throws -> Device {
        guard let device else {
            throw Refusal(.forbidden, .hubUnknownDevice, "the device is not known here; enrol it")
        }
        return device
    }
}
