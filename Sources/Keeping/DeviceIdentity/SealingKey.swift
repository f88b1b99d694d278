internal import Crypto
public import Foundation
public import Ground

/// The public half: anybody may seal with it, only the owner of the ``OpeningKey`` can open.
///
/// HPKE (RFC 9180) in base mode: X25519-HKDF-SHA256, HKDF-SHA256, ChaCha20-Poly1305. Thread-safe: immutable.
public struct SealingKey: Sendable, Equatable {
    static let ciphersuite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly
    /// What sealing adds: the encapsulated key and the authentication tag, in bytes.
    public static let overhead = 48

    /// 32 bytes.
    public let rawRepresentation: Data

    /// - Throws: ``Fault`` `key.invalid` unless these are the 32 bytes of an X25519 public key of full order.
    public init(rawRepresentation: Data) throws(Fault) {
        // RFC 9180, 7.1.4 demands that an all-zero shared secret is refused; the library leaves that to us.
        let probe = Curve25519.KeyAgreement.PrivateKey()
        guard let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: rawRepresentation),
            let secret = try? probe.sharedSecretFromKeyAgreement(with: key),
            secret.withUnsafeBytes({ $0.contains { $0 != 0 } })
        else { throw Fault(.keyInvalid, "these bytes are no X25519 public key; enrol again") }
        self.init(key)
    }

    init(_ key: Curve25519.KeyAgreement.PublicKey) { rawRepresentation = key.rawRepresentation }

    /// Seals bytes: 32 bytes of encapsulated key, then the ciphertext with its tag.
    ///
    /// - Parameters:
    ///   - purpose: opening demands the same.
    ///   - context: opening demands the same bytes; they are not part of the result.
    /// - Throws: ``Fault`` `seal.failed` when the library fails.
    public func seal(
        _ bytes: WipingBytes, for purpose: SealingPurpose, authenticating context: some DataProtocol = Data()
    ) throws(Fault) -> [UInt8] {
        do {
            let recipient = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: rawRepresentation)
            var sender = try HPKE.Sender(
                recipientKey: recipient, ciphersuite: Self.ciphersuite, info: purpose.info)
            return try Array(sender.encapsulatedKey)
                + bytes.withBytes { try sender.seal($0, authenticating: Data(context)) }
        } catch {
            throw Fault(
                .sealFailed, "cannot seal to the key \(Hex.encode(rawRepresentation)); enrol again", cause: error)
        }
    }
}
