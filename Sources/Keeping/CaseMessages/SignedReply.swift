public import Crypto
internal import Foundation
public import Ground

/// The bytes of a reply before they are sealed: 64 bytes of Ed25519 signature, then the JSON that was signed.
///
/// Sealing alone would not do: anybody who knows the station's public key, the link for one, can seal to it.
extension CaseReply {
    private static let signatureCount = 64
    private static let limit = 16_384

    /// - Throws: ``Fault`` `reply.tooLarge`, or `reply.sign` when the key cannot sign.
    public func signed(for device: String, with key: Curve25519.Signing.PrivateKey) throws(Fault) -> [UInt8] {
        let body = try WireJSON.encode(self)
        guard body.count <= Self.limit else {
            throw Fault(.replyTooLarge, "reply \(number) has \(body.count) bytes; shorten its text")
        }
        do { return Array(try key.signature(for: Self.signedText(device: device, body: body)) + body) } catch {
            throw Fault(.replySign, "cannot sign reply \(number); check the hub's keys", cause: error)
        }
    }

    /// Reads what ``signed(for:with:)`` wrote, once it is known that the hub wrote it to this device.
    ///
    /// - Throws: ``Fault`` `reply.invalid` or `json.invalid`; show nothing of it.
    public init(
        verifying bytes: [UInt8], device: String, key: Curve25519.Signing.PublicKey
    ) throws(Fault) {
        let body = Data(bytes.dropFirst(Self.signatureCount))
        guard
            body.count <= Self.limit,
            key.isValidSignature(
                bytes.prefix(Self.signatureCount), for: Self.signedText(device: device, body: body))
        else { throw Fault(.replyInvalid, "a reply is not the hub's; it is not shown, look at the link's journal") }
        self = try WireJSON.decode(from: body, limit: Self.limit, naming: "a reply of the centre")
    }

    private static func signedText(device: String, body: Data) -> Data {
        Data("ridgeline reply v1\n\(device)\n".utf8) + body
    }
}
