internal import Crypto
internal import Foundation
internal import Ground
internal import NIOCore
internal import NIOSSL
internal import Synchronization
internal import X509

/// The key and certificate of the hub's listeners; a new certificate is taken up by the next handshake, and disturbs no
/// connection that is open. Thread-safe.
final class ServerCertificate: Sendable {
    private struct Current {
        let certificate: Certificate
        let tls: NIOSSLContextConfigurationOverride
    }

    private let folder: URL
    private let names: [String]
    private let key: P256.Signing.PrivateKey
    private let current: Mutex<Current>
    private var file: URL { folder.appending(path: "tls.crt") }

    /// Takes the certificate that is there, or has one made.
    ///
    /// - Throws: ``Fault`` `hub.key`, `hub.certificate`, `disk.*`.
    init(folder: URL, names: [String], now: Date) throws(Fault) {
        (self.folder, self.names) = (folder, names)
        // Made anew where it is gone: devices trust whom the authority vouches for, whatever the key.
        key = try KeyFile.signing(folder.appending(path: "tls.key"), isNew: true)
        let file = folder.appending(path: "tls.crt")
        let kept = try? CertificateText.read(file)
        let certificate = try Self.due(kept, key, folder: folder, names: names, now: now) ?? kept
        guard let certificate else { throw Fault(.hubCertificate, "\(file.path) cannot be read; remove it") }
        current = Mutex(Current(certificate: certificate, tls: try Self.tls(certificate, key)))
    }

    /// Has a new certificate made when less than a third of this one is left, or when another authority signs now.
    ///
    /// - Returns: when the new one ends; nil where there was nothing to do.
    func renew(now: Date) throws(Fault) -> Date? {
        // Another process of this hub may have done it already.
        let kept = try CertificateText.find(file)
        let shown = current.withLock { $0.certificate }
        let certificate = try Self.due(kept, key, folder: folder, names: names, now: now) ?? kept
        guard let certificate, certificate != shown else { return nil }
        let renewed = Current(certificate: certificate, tls: try Self.tls(certificate, key))
        current.withLock { $0 = renewed }
        return certificate.notValidAfter
    }

    private static func due(
        _ kept: Certificate?, _ key: P256.Signing.PrivateKey, folder: URL, names: [String], now: Date
    ) throws(Fault) -> Certificate? {
        let authority = try Authorities(folder).current
        if let kept, kept.publicKey == Certificate.PublicKey(key.publicKey),
            kept.issuer == authority.certificate.subject,
            kept.notValidAfter.timeIntervalSince(now) > CertificateAuthority.serverValidity / 3
        {
            return nil
        }
        let made = try authority.server(key.publicKey, names: names, now: now)
        try DurableFile.write(
            Data(CertificateText.pem(made).utf8), to: folder.appending(path: "tls.crt"), permissions: 0o600)
        return made
    }

    /// TLS 1.3 with whatever certificate is current at each handshake.
    ///
    /// - Parameter clientAuthorities: when given, a client certificate signed by one of them is required.
    func configuration(clientAuthorities: [Certificate]?) throws(Fault) -> TLSConfiguration {
        let first = current.withLock { $0.tls }
        guard let chain = first.certificateChain, let key = first.privateKey else {
            throw Fault(.hubCertificate, "cannot prepare TLS from keys/; restore it from the backup")
        }
        var tls = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
        tls.minimumTLSVersion = .tlsv13
        // A peer that does not say goodbye must not hold up the shutdown.
        tls.shutdownTimeout = .milliseconds(300)
        tls.sslContextCallback = { [self] _, promise in promise.succeed(current.withLock { $0.tls }) }
        if let clientAuthorities {
            tls.trustRoots = .certificates(try clientAuthorities.map(Self.native))
            tls.certificateVerification = .noHostnameVerification
        }
        return tls
    }

    private static func tls(
        _ certificate: Certificate, _ key: P256.Signing.PrivateKey
    ) throws(Fault) -> NIOSSLContextConfigurationOverride {
        var tls = NIOSSLContextConfigurationOverride()
        tls.certificateChain = [.certificate(try native(certificate))]
        do {
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(key.pemRepresentation.utf8), format: .pem))
        } catch { throw unusable(error) }
        return tls
    }

    private static func native(_ certificate: Certificate) throws(Fault) -> NIOSSLCertificate {
        let text = try CertificateText.pem(certificate)
        do { return try NIOSSLCertificate(bytes: Array(text.utf8), format: .pem) } catch { throw unusable(error) }
    }

    private static func unusable(_ error: any Error) -> Fault {
        Fault(.hubCertificate, "cannot prepare TLS from keys/; restore it from the backup", cause: error)
    }
}
