internal import Crypto
internal import Foundation
internal import Ground
internal import SwiftASN1
internal import X509

/// A small authority of the hub's own: a P-256 root that signs the server's certificate and those of the devices.
///
/// What a certificate is good for is fixed here; nothing of a certificate request but its public key is believed.
struct CertificateAuthority: Sendable {
    static let serverValidity: TimeInterval = 90 * day
    static let deviceValidity: TimeInterval = 365 * day
    /// How long after its end a certificate may still be renewed: a device may have lain in a store room.
    static let grace: TimeInterval = 180 * day
    static let day: TimeInterval = 86_400
    /// Where servers' and roots' certificates begin: a device's clock that is far behind must not lock it out, and a
    /// beginning protects nothing, since these keys are younger than every device that trusts them.
    private static let always = Date(timeIntervalSince1970: 0)

    let certificate: Certificate
    private let key: Certificate.PrivateKey

    /// - Throws: ``Fault`` `hub.certificate` unless the certificate is for the key.
    init(_ certificate: Certificate, key: P256.Signing.PrivateKey) throws(Fault) {
        self.certificate = certificate
        self.key = Certificate.PrivateKey(key)
        guard certificate.publicKey == self.key.publicKey else {
            throw Fault(.hubCertificate, "an authority in keys/ belongs to another key; restore keys/ as a whole")
        }
    }

    /// A certificate for this hub's listeners.
    ///
    /// - Parameter names: DNS names or IP addresses, at least one.
    func server(_ publicKey: P256.Signing.PublicKey, names: [String], now: Date) throws(Fault) -> Certificate {
        let alternatives = SubjectAlternativeNames(names.map(Self.generalName))
        return try sign(publicKey, commonName: "Ridgeline hub", from: Self.always, to: now + Self.serverValidity) {
            try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                alternatives
            }
        }
    }

    /// A certificate that lets a device in; its common name is the device's identifier.
    func device(_ publicKey: P256.Signing.PublicKey, identifier: UUIDv7, now: Date) throws(Fault) -> Certificate {
        try client(publicKey, commonName: identifier.description, now: now)
    }

    /// A certificate that lets a device or an operator in, by its common name.
    func client(_ publicKey: P256.Signing.PublicKey, commonName: String, now: Date) throws(Fault) -> Certificate {
        try sign(publicKey, commonName: commonName, from: now - Self.day, to: now + Self.deviceValidity) {
            try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.clientAuth])
            }
        }
    }

    private func sign(
        _ publicKey: P256.Signing.PublicKey, commonName: String, from: Date, to: Date,
        extensions: () throws -> Certificate.Extensions
    ) throws(Fault) -> Certificate {
        do {
            return try Certificate(
                version: .v3, serialNumber: .init(), publicKey: .init(publicKey),
                notValidBefore: from, notValidAfter: min(to, certificate.notValidAfter), issuer: certificate.subject,
                subject: DistinguishedName { CommonName(commonName) }, signatureAlgorithm: .ecdsaWithSHA256,
                extensions: extensions(), issuerPrivateKey: key)
        } catch {
            throw Fault(.hubCertificate, "cannot sign a certificate for \(commonName)", cause: error)
        }
    }

    /// A certificate of its own for an authority's key.
    static func root(_ key: P256.Signing.PrivateKey, until end: Date) throws(Fault) -> Certificate {
        do {
            // Two authorities with one name would make TLS try the wrong one.
            let mark = Hex.encode(Array(SHA256.hash(data: key.publicKey.derRepresentation).prefix(4)))
            let name = try DistinguishedName { CommonName("Ridgeline hub authority \(mark)") }
            let key = Certificate.PrivateKey(key)
            return try Certificate(
                version: .v3, serialNumber: .init(), publicKey: key.publicKey, notValidBefore: always,
                notValidAfter: end, issuer: name, subject: name,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                }, issuerPrivateKey: key)
        } catch {
            throw Fault(.hubCertificate, "cannot make the hub's authority", cause: error)
        }
    }

    /// An IP address where the text is one, a DNS name otherwise.
    private static func generalName(_ name: String) -> GeneralName {
        var four = in_addr()
        if inet_pton(AF_INET, name, &four) == 1 {
            return .ipAddress(.init(contentBytes: withUnsafeBytes(of: four) { Array($0)[...] }))
        }
        var six = in6_addr()
        if inet_pton(AF_INET6, name, &six) == 1 {
            return .ipAddress(.init(contentBytes: withUnsafeBytes(of: six) { Array($0)[...] }))
        }
        return .dnsName(name)
    }
}
