internal import Crypto
internal import Ground
internal import SwiftASN1
internal import X509

/// The part of a certificate request (PKCS#10) that is believed: a P-256 key whose owner signed the request.
struct CertificateRequest {
    let publicKey: P256.Signing.PublicKey

    /// - Throws: ``Fault`` `hub.certificateRequest` for anything but a PKCS#10 request with a P-256 key.
    init(pem: String) throws(Fault) {
        let request: CertificateSigningRequest
        do { request = try CertificateSigningRequest(pemEncoded: pem) } catch {
            throw Self.refused("is not PKCS#10 in PEM", cause: error)
        }
        guard let key = P256.Signing.PublicKey(request.publicKey) else { throw Self.refused("has no P-256 key") }
        guard request.publicKey.isValidSignature(request.signature, for: request) else {
            throw Self.refused("is not signed by its own key")
        }
        publicKey = key
    }

    private static func refused(_ reason: String, cause: (any Error)? = nil) -> Fault {
        Fault(.hubCertificateRequest, "the certificate request \(reason); make it again", cause: cause)
    }
}
