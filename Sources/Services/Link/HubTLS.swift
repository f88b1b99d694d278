public import DeviceIdentity
public import Ground
public import NIOSSL

/// TLS as the hub demands it: version 1.3, our one authority, and our certificate where we have one.
public enum HubTLS {
    /// For whoever speaks to the hub as this device by other means than the link's.
    ///
    /// - Throws: ``Fault`` `identity.invalid`.
    public static func configuration(of credential: TLSCredential) throws(Fault) -> TLSConfiguration {
        try configuration(
            authority: credential.authority, certificate: credential.certificate, key: DeviceTLSKey(credential.key))
    }

    /// - Parameters:
    ///   - authority: PEM; nothing else is trusted, the system's authorities neither.
    ///   - certificate: PEM, and its key; nil while the device enrols.
    /// - Throws: ``Fault`` `identity.invalid` naming what cannot be read.
    static func configuration(
        authority: String, certificate: String? = nil, key: DeviceTLSKey? = nil
    ) throws(Fault) -> TLSConfiguration {
        func reading<R>(_ name: String, _ body: () throws -> R) throws(Fault) -> R {
            do { return try body() } catch {
                throw Fault(.identityInvalid, "the \(name) cannot be read; reset and enrol again", cause: error)
            }
        }
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv13
        tls.certificateVerification = .fullVerification
        tls.trustRoots = .certificates(
            try reading("hub's authority") { try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)) })
        if let certificate, let key {
            tls.certificateChain = try reading("device's certificate") {
                try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) }
            }
            tls.privateKey = .privateKey(NIOSSLPrivateKey(customPrivateKey: key))
        }
        return tls
    }
}
