internal import Crypto
internal import Foundation
internal import Ground
internal import NIOCore
internal import NIOSSL
internal import Synchronization
internal import X509

/// The key and certificate of the hub's listeners, and whose devices are let in; what is new is taken up by the next handshake,
/// and disturbs no connection that is open. Thread-safe.
final class ServerCertificate: Sendable {
    private struct Current {
        let certificate: Certificate
        /// Who may have signed a device's certificate.
        let authorities: [Certificate]
        let enrolment: NIOSSLContext
        let device: NIOSSLContext
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
        let (file, authorities) = (folder.appending(path: "tls.crt"), try Authorities(folder))
        let kept = try? CertificateText.read(file)
        let certificate = try Self.due(kept, key, authorities.current, folder: folder, names: names, now: now) ?? kept
        guard let certificate else { throw Fault(.hubCertificate, "\(file.path) cannot be read; remove it") }
        current = Mutex(try Self.current(certificate, key, authorities.all))
    }

    /// Has a new certificate made when less than a third of this one is left, or when another authority signs now, and lets the
    /// devices of the present authorities in.
    ///
    /// - Returns: when the new one ends; nil where it is the old one.
    func renew(now: Date) throws(Fault) -> Date? {
        // Another process of this hub may have done it already.
        let (kept, authorities) = (try CertificateText.find(file), try Authorities(folder))
        let (shown, before) = current.withLock { ($0.certificate, $0.authorities) }
        let certificate =
            try Self.due(kept, key, authorities.current, folder: folder, names: names, now: now) ?? kept ?? shown
        guard certificate != shown || authorities.all != before else { return nil }
        let renewed = try Self.current(certificate, key, authorities.all)
        current.withLock { $0 = renewed }
        return certificate == shown ? nil : certificate.notValidAfter
    }

    private static func due(
        _ kept: Certificate?, _ key: P256.Signing.PrivateKey, _ authority: CertificateAuthority, folder: URL,
        names: [String], now: Date
    ) throws(Fault) -> Certificate? {
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

    /// What the next handshake is done with: devices show a certificate of theirs, strangers none.
    func context(for proof: HandshakeGuard.Proof) -> NIOSSLContext {
        current.withLock { proof == .certificate ? $0.device : $0.enrolment }
    }

    private static func current(
        _ certificate: Certificate, _ key: P256.Signing.PrivateKey, _ authorities: [Certificate]
    ) throws(Fault) -> Current {
        let roots = try authorities.map(native)
        do {
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: [.certificate(try native(certificate))],
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.pemRepresentation.utf8), format: .pem)))
            tls.minimumTLSVersion = .tlsv13
            // A peer that does not say goodbye must not hold up the shutdown.
            tls.shutdownTimeout = .milliseconds(300)
            let enrolment = try NIOSSLContext(configuration: tls)
            tls.trustRoots = .certificates(roots)
            tls.certificateVerification = .noHostnameVerification
            return Current(
                certificate: certificate, authorities: authorities, enrolment: enrolment,
                device: try NIOSSLContext(configuration: tls))
        } catch { throw unusable(error) }
    }

    private static func native(_ certificate: Certificate) throws(Fault) -> NIOSSLCertificate {
        let text = try CertificateText.pem(certificate)
        do { return try NIOSSLCertificate(bytes: Array(text.utf8), format: .pem) } catch { throw unusable(error) }
    }

    private static func unusable(_ error: any Error) -> Fault {
        Fault(.hubCertificate, "cannot prepare TLS from keys/; restore it from the backup", cause: error)
    }
}
