public import Crypto
public import Foundation
public import Ground

/// The hub's signed word that it holds an item; only then is the item erased from the device.
public struct Receipt: Codable, Sendable, Equatable {
    /// Bytes of the JSON form, at most.
    public static let limit = 4096

    public let item: UUIDv7
    /// SHA-256 of the item's sealed bytes, in lower-case hex.
    public let digest: String
    public let received: Timestamp
    /// Ed25519 over ``signedText(device:item:digest:received:)``.
    public let signature: Data

    public init(item: UUIDv7, digest: String, received: Timestamp, signature: Data) {
        self.item = item
        self.digest = digest
        self.received = received
        self.signature = signature
    }

    /// Makes and signs a receipt; the hub's side.
    ///
    /// - Throws: ``Fault`` `receipt.sign` when the key cannot sign.
    public init(
        signing item: UUIDv7, digest: String, received: Timestamp, device: String,
        with key: Curve25519.Signing.PrivateKey
    ) throws(Fault) {
        let text = Self.signedText(device: device, item: item, digest: digest, received: received)
        do {
            self.init(item: item, digest: digest, received: received, signature: try key.signature(for: text))
        } catch {
            throw Fault(.receiptSign, "cannot sign the receipt of item \(item); check the hub's keys", cause: error)
        }
    }

    /// Checks that the hub signed for exactly this item of this device.
    ///
    /// - Parameter digest: SHA-256 of the sealed bytes that the device holds, in lower-case hex.
    /// - Throws: ``Fault`` `receipt.invalid`; keep the item and upload it again.
    public func verify(
        key: Curve25519.Signing.PublicKey, device: String, item: UUIDv7, digest: String
    ) throws(Fault) {
        let text = Self.signedText(device: device, item: item, digest: digest, received: received)
        guard self.item == item, self.digest == digest, key.isValidSignature(signature, for: text) else {
            throw Fault(.receiptInvalid, "the receipt for item \(item) is not the hub's; the item is kept and resent")
        }
    }

    /// The bytes under the signature (docs/protocol.md).
    static func signedText(device: String, item: UUIDv7, digest: String, received: Timestamp) -> Data {
        Data("ridgeline receipt v1\n\(device)\n\(item)\n\(digest)\n\(received)\n".utf8)
    }
}
