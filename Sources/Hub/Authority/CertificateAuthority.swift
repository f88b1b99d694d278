internal import Crypto
internal import Foundation
internal import Ground
internal import SwiftASN1
internal import X509

/// The hub's own small authority: one P-256 root that signs the server's certificate and those of the devices.
///
/// What a certificate is good for is fixed here; nothing of a certificate request but its public key is believed.
struct CertificateAuthority: Sendable {
    /// Ten years: the root is pinned at enrolment, so its end means enrolling again.
    static let rootValidity: TimeInterval = 3652 * day
    static let serverValidity: TimeInterval = 90 * day
    static let deviceValidity: TimeInterval = 365 * day
    /// Certificates begin a day early, because clocks at a border post are wrong.
    static let backdating: TimeInterval = day
    private static let day: TimeInterval = 86_400

    let certificate: Certificate
    private let key: Certificate.PrivateKey

    /// Reads the authority below `folder`, or makes it.
    ///
    /// - Throws: ``Fault`` `hub.key`, `hub.certificate`, `disk.*`.
    init(folder: URL, now: Date) throws(Fault) {
        let signing = try KeyFile.signing(folder.appending(path: "authority.key"))
        let file = folder.appending(path: "authority.crt")
        key = Certificate.PrivateKey(signing)
        do {
            certificate = try CertificateText.read(file)
        } catch  where error.code == "disk.missing" {
            certificate = try Self.root(key, now: now)
            try DurableFile.write(Data(CertificateText.pem(certificate).utf8), to: file, permissions: 0o600)
        }
        guard certificate.publicKey == key.publicKey else {
            throw Fault("hub.certificate", "\(file.path) belongs to another key; restore keys/ as a whole")
        }
    }

    /// A certificate for this hub's listeners.
    ///
    /// - Parameter names: DNS names or IP addresses, at least one.
    func server(_ publicKey: P256.Signing.PublicKey, names: [String], now: Date) throws(Fault) -> Certificate {
        let alternatives = SubjectAlternativeNames(names.map(Self.generalName))
        return try sign(publicKey, commonName: "Ridgeline hub", validity: Self.serverValidity, now: now) {
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
        try sign(publicKey, commonName: identifier.description, validity: Self.deviceValidity, now: now) {
            try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.clientAuth])
            }
        }
    }

    /// A certificate that lets an operator in, by its common name.
    func `operator`(_ publicKey: P256.Signing.PublicKey, name: String, now: Date) throws(Fault) -> Certificate {
        try sign(publicKey, commonName: name, validity: Self.deviceValidity, now: now) {
            try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.clientAuth])
            }
        }
    }

    private func sign(
        _ publicKey: P256.Signing.PublicKey, commonName: String, validity: TimeInterval, now: Date,
        extensions: () throws -> Certificate.Extensions
    ) throws(Fault) -> Certificate {
        do {
            return try Certificate(
                version: .v3, serialNumber: .init(), publicKey: .init(publicKey),
                notValidBefore: now - Self.backdating,
                notValidAfter: min(now + validity, certificate.notValidAfter), issuer: certificate.subject,
                subject: DistinguishedName { CommonName(commonName) }, signatureAlgorithm: .ecdsaWithSHA256,
                extensions: extensions(), issuerPrivateKey: key)
        } catch {
            throw Fault("hub.certificate", "cannot sign a certificate for \(commonName)", cause: error)
        }
    }

    private static func root(_ key: Certificate.PrivateKey, now: Date) throws(Fault) -> Certificate {
        do {
            let name = try DistinguishedName { CommonName("Ridgeline hub authority") }
            return try Certificate(
                version: .v3, serialNumber: .init(), publicKey: key.publicKey, notValidBefore: now - backdating,
                notValidAfter: now + rootValidity, issuer: name, subject: name,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                }, issuerPrivateKey: key)
        } catch {
            throw Fault("hub.certificate", "cannot make the hub's authority", cause: error)
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
