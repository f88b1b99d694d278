internal import Crypto
public import Foundation
internal import Ground
internal import SwiftASN1
internal import X509

/// A TLS client key, its certificate, and the authorities whose servers are believed. Thread-safe: immutable.
public struct TLSCredential: Sendable {
    public let key: any SigningKey
    /// PEM.
    public let certificate: String
    /// PEM: the hub's authority, and the one that comes after it.
    public let authority: String
    /// Whom the certificate names.
    public let device: String
    public let notBefore: Date
    public let notAfter: Date

    /// - Throws: ``Fault`` `identity.invalid`, `key.…`, `tpm.…`, or of the disk.
    static func load(_ state: StateDirectory) throws(Fault) -> TLSCredential {
        let file = try CredentialFile.load(state.link.credential)
        let key = try Custody.open(state, for: .link).signingKey(file.key)
        return try TLSCredential(key: key, certificate: file.certificate, authority: file.authority)
    }

    /// - Throws: ``Fault`` `identity.invalid` unless the certificate is for this key and names a device.
    init(key: any SigningKey, certificate text: String, authority: String) throws(Fault) {
        guard let certificate = try? Certificate(pemEncoded: text),
            certificate.publicKey == Certificate.PublicKey(key.publicKey)
        else { throw Fault(.identityInvalid, "the certificate is for another key; reset and enrol again") }
        // A damaged authority would look like a wrong hub, so it is found here.
        guard let issuers = TrustRoots.parse(authority),
            issuers.contains(where: { $0.publicKey.isValidSignature(certificate.signature, for: certificate) })
        else { throw Fault(.identityInvalid, "the certificate is not of this authority; reset and enrol again") }
        let names = certificate.subject.flatMap(Array.init).filter { $0.type == .RDNAttributeType.commonName }
        guard names.count == 1, let name = names.first.map({ String(describing: $0.value) }), !name.isEmpty else {
            throw Fault(.identityInvalid, "the certificate names no device; reset and enrol again")
        }
        self.key = key
        self.certificate = text
        self.authority = authority
        device = name
        (notBefore, notAfter) = (certificate.notValidBefore, certificate.notValidAfter)
    }
}

/// `link/credential`: key and certificate in one file, because half a change would be a brick.
///
/// A line with the SHA-256 of the rest, then JSON: some damaged bits would change nothing in base64 and PEM, and still
/// say that the disk is failing.
struct CredentialFile: Codable {
    private static let limit = 262_144
    /// As ``KeyCustody/makeSigningKey()`` gave it.
    let key: Data
    let certificate: String
    let authority: String

    /// - Throws: ``Fault`` `identity.damaged`, `key.permissions`, or of the disk.
    static func load(_ file: URL) throws(Fault) -> CredentialFile {
        let data = try SecretFile.read(file, limit: limit)
        let content = data.dropFirst(65)
        guard data.prefix(65) == Data(checksum(of: content).utf8) else {
            throw Fault(.identityDamaged, "\(file.path) is damaged; check the disk, reset and enrol again")
        }
        return try WireJSON.decode(from: content, limit: limit, naming: file.path)
    }

    func write(to file: URL) throws(Fault) {
        let content = try WireJSON.encode(self)
        try SecretFile.write(Data(Self.checksum(of: content).utf8) + content, to: file)
    }

    private static func checksum(of content: Data) -> String { Hex.encode(SHA256.hash(data: content)) + "\n" }
}
