public import Crypto
internal import Foundation
public import Ground
internal import SwiftASN1
internal import X509

/// A P-256 key that signs for its owner without being shown. Thread-safe.
public protocol SigningKey: Sendable {
    var publicKey: P256.Signing.PublicKey { get }

    /// Signs; may take a second where the key lies in a TPM.
    ///
    /// - Throws: ``Fault`` `tpm.…`.
    func sign(_ digest: SHA256Digest) throws(Fault) -> P256.Signing.ECDSASignature
}

extension SigningKey {
    /// A PKCS#10 request for a certificate of this key, in PEM.
    ///
    /// - Throws: ``Fault`` `enrolment.request`, `tpm.…`.
    func certificateRequest() throws(Fault) -> String {
        do {
            return try CertificateSigningRequest(
                version: .v1, subject: DistinguishedName { CommonName("ridgeline device") },
                privateKey: Certificate.PrivateKey(RequestKey(key: self)), attributes: .init()
            ).serializeAsPEM().pemString
        } catch let fault as Fault { throw fault } catch {
            throw Fault(.enrolmentRequest, "cannot make the certificate request; report this", cause: error)
        }
    }
}

/// A ``SigningKey`` as swift-certificates wants to see it.
private struct RequestKey: CustomPrivateKey {
    static let defaultPEMDiscriminator = "PRIVATE KEY"
    let key: any SigningKey

    var publicKey: Certificate.PublicKey { Certificate.PublicKey(key.publicKey) }
    var defaultSignatureAlgorithm: Certificate.SignatureAlgorithm { .ecdsaWithSHA256 }
    var supportedSignatureAlgorithms: [Certificate.SignatureAlgorithm] { [.ecdsaWithSHA256] }

    func signSynchronously(
        bytes: some DataProtocol, signatureAlgorithm: Certificate.SignatureAlgorithm
    ) throws -> Certificate.Signature {
        let signature = try key.sign(SHA256.hash(data: bytes))
        return try Certificate.Signature(
            signatureAlgorithm: .ecdsaWithSHA256,
            signatureBytes: ASN1BitString(bytes: ArraySlice(signature.derRepresentation)))
    }

    func serialize(into coder: inout DER.Serializer) throws { throw neverShown }
    func serializeAsPEM(discriminator: String) throws -> PEMDocument { throw neverShown }
    private var neverShown: Fault { Fault(.keyKept, "this key is never shown; report this") }

    static func == (left: Self, right: Self) -> Bool {
        left.key.publicKey.rawRepresentation == right.key.publicKey.rawRepresentation
    }
    func hash(into hasher: inout Hasher) { hasher.combine(key.publicKey.rawRepresentation) }
}
