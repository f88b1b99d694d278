internal import Crypto
internal import CryptoExtras
internal import Foundation
internal import Ground

/// A public key of a role, in one of the schemes of the TUF specification (section 4.2) or of the reference
/// implementation. A salt of RSA-PSS is as long as the hash, as that writes it; it also reads longer ones.
///
/// A key that is unreadable or of an unknown scheme is kept, so that one bad key does not take the others out of
/// force; it verifies nothing.
struct VerificationKey: Sendable, Hashable {
    private enum Scheme: Hashable {
        case ed25519, ecdsaP256, rsaPSS, rsaPKCS1, unknown
    }

    private let scheme: Scheme
    /// The public key itself in one encoding per scheme: two identifiers with one key are one signer.
    private let material: Data

    /// - Throws: ``Fault`` `trust.malformed` when the members are not those of a key.
    init(_ value: JSONValue) throws(Fault) {
        guard let key = value.object, let type = key["keytype"]?.string, let scheme = key["scheme"]?.string,
            let text = key["keyval"]?.object?["public"]?.string
        else { throw Fault(.trustMalformed, "a key lacks keytype, scheme or keyval; fetch the metadata again") }
        do {
            switch (type, scheme) {
            case ("ed25519", "ed25519"):
                let raw = try Curve25519.Signing.PublicKey(rawRepresentation: Hex.decode(text) ?? [])
                (self.scheme, material) = (.ed25519, raw.rawRepresentation)
            case ("ecdsa", "ecdsa-sha2-nistp256"), ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256"):
                (self.scheme, material) = (
                    .ecdsaP256, try P256.Signing.PublicKey(pemRepresentation: text).x963Representation
                )
            case ("rsa", "rsassa-pss-sha256"), ("rsa", "rsa-pkcs1v15-sha256"):
                (self.scheme, material) = (
                    scheme == "rsassa-pss-sha256" ? .rsaPSS : .rsaPKCS1,
                    try _RSA.Signing.PublicKey(pemRepresentation: text).derRepresentation
                )
            default: (self.scheme, material) = (.unknown, value.canonical)
            }
        } catch { (self.scheme, material) = (.unknown, value.canonical) }
    }

    /// Whether `signature` over `message` was made with this key; false for anything unreadable.
    func verifies(_ signature: [UInt8], over message: Data) -> Bool {
        switch scheme {
        case .ed25519:
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: material)
            return key?.isValidSignature(signature, for: message) ?? false
        case .ecdsaP256:
            guard let key = try? P256.Signing.PublicKey(x963Representation: material),
                let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: SHA256.hash(data: message))
        case .rsaPSS, .rsaPKCS1:
            guard let key = try? _RSA.Signing.PublicKey(derRepresentation: material) else { return false }
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: message),
                padding: scheme == .rsaPSS ? .PSS : .insecurePKCS1v1_5)
        case .unknown: return false
        }
    }
}
