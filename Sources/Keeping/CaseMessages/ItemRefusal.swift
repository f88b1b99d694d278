public import Crypto
internal import Foundation
public import Ground

/// The hub's signed word that it does not take an item, for good: the same bytes will never be taken.
///
/// Whoever carries it can make none up, so that no link tells an officer that a hit is lost which is not.
public struct ItemRefusal: Codable, Sendable, Equatable {
    public let item: UUIDv7
    /// SHA-256 of the bytes that are not taken, in lower-case hex.
    public let digest: String
    public let refused: Timestamp
    /// Why, in the hub's words, in one line.
    public let reason: String
    /// Ed25519 over ``signedText(_:)``.
    private let signature: Data

    /// Makes and signs a refusal; the hub's side.
    ///
    /// - Throws: ``Fault`` `receipt.sign` when the key cannot sign.
    public init(
        signing item: UUIDv7, digest: String, reason: String, refused: Timestamp, device: String,
        with key: Curve25519.Signing.PrivateKey
    ) throws(Fault) {
        (self.item, self.digest, self.refused, self.reason) = (item, digest, refused, reason)
        do {
            signature = try key.signature(for: Self.signedText(device, item, digest, refused, reason))
        } catch {
            throw Fault(.receiptSign, "cannot sign the refusal of item \(item); check the hub's keys", cause: error)
        }
    }

    /// Checks that the hub refuses exactly this item of this device.
    ///
    /// - Parameter digest: SHA-256 of the sealed bytes that the device holds, in lower-case hex.
    /// - Throws: ``Fault`` `refusal.invalid`; nobody is told of it.
    public func verify(key: Curve25519.Signing.PublicKey, device: String, digest: String) throws(Fault) {
        guard self.digest == digest,
            key.isValidSignature(signature, for: Self.signedText(device, item, digest, refused, reason))
        else {
            throw Fault(
                .refusalInvalid,
                "a refusal of item \(item) came that is not the hub's; ask the centre whom the link speaks to")
        }
    }

    /// The bytes under the signature (docs/protocol.md); the reason is last, as it may be any text.
    private static func signedText(
        _ device: String, _ item: UUIDv7, _ digest: String, _ refused: Timestamp, _ reason: String
    ) -> Data {
        Data("ridgeline refusal v1\n\(device)\n\(item)\n\(digest)\n\(refused)\n\(reason)\n".utf8)
    }
}
