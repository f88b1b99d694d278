internal import Crypto
internal import Foundation
internal import Ground
internal import NIOCore
internal import NIOSSL
internal import X509

/// The key and certificate of the hub's listeners, renewed whenever the server starts with less than a third left.
struct ServerIdentity {
    let certificate: Certificate
    private let key: P256.Signing.PrivateKey

    init(folder: URL, authority: CertificateAuthority, names: [String], now: Date) throws(Fault) {
        key = try KeyFile.signing(folder.appending(path: "tls.key"))
        let file = folder.appending(path: "tls.crt")
        if let kept = try? CertificateText.read(file), kept.publicKey == Certificate.PublicKey(key.publicKey),
            kept.notValidAfter.timeIntervalSince(now) > CertificateAuthority.serverValidity / 3
        {
            certificate = kept
            return
        }
        certificate = try authority.server(key.publicKey, names: names, now: now)
        try DurableFile.write(Data(CertificateText.pem(certificate).utf8), to: file, permissions: 0o600)
    }

    /// TLS 1.3 with this certificate.
    ///
    /// - Parameter clientAuthority: when given, a client certificate signed by it is required.
    func tls(clientAuthority: Certificate?) throws(Fault) -> TLSConfiguration {
        do {
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: [.certificate(try Self.native(certificate))],
                privateKey: .privateKey(
                    try NIOSSLPrivateKey(bytes: Array(key.pemRepresentation.utf8), format: .pem)))
            tls.minimumTLSVersion = .tlsv13
            // A peer that does not say goodbye must not hold up the shutdown.
            tls.shutdownTimeout = .milliseconds(300)
            if let clientAuthority {
                tls.trustRoots = .certificates([try Self.native(clientAuthority)])
                tls.certificateVerification = .noHostnameVerification
            }
            return tls
        } catch {
            throw Fault("hub.certificate", "cannot prepare TLS from keys/; restore it from the backup", cause: error)
        }
    }

    private static func native(_ certificate: Certificate) throws -> NIOSSLCertificate {
        try NIOSSLCertificate(bytes: Array(CertificateText.pem(certificate).utf8), format: .pem)
    }
}
