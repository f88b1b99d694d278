internal import DeviceIdentity
internal import Ground
internal import NIOSSL

/// TLS as the hub demands it: version 1.3, our one authority, and our certificate where we have one.
enum HubTLS {
    /// - Parameters:
    ///   - authority: PEM; nothing else is trusted, the system's authorities neither.
    ///   - identity: nil while the device enrols.
    /// - Throws: ``Fault`` `identity.invalid` naming what cannot be read.
    static func configuration(authority: String, identity: LinkIdentity?) throws(Fault) -> TLSConfiguration {
        func reading<R>(_ name: String, _ body: () throws -> R) throws(Fault) -> R {
            do { return try body() } catch {
                throw Fault("identity.invalid", "the \(name) cannot be read; reset and enrol again", cause: error)
            }
        }
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv13
        tls.certificateVerification = .fullVerification
        tls.trustRoots = .certificates(
            try reading("hub's authority") { try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)) })
        if let identity {
            tls.certificateChain = try reading("device's certificate") {
                try NIOSSLCertificate.fromPEMBytes(Array(identity.certificate.utf8)).map { .certificate($0) }
            }
            tls.privateKey = try reading("device's TLS key") {
                var pem = identity.key.withBytes(Array.init)
                defer { wipe(&pem) }
                return .privateKey(try NIOSSLPrivateKey(bytes: pem, format: .pem))
            }
        }
        return tls
    }
}
