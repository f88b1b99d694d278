public import Crypto
internal import Foundation
public import Ground

/// The centre's word that a device is shut out, for good, signed by the hub (docs/protocol.md, "A revoked device").
///
/// Whoever carries it can neither make one nor change it: no link can silence a station with it that the centre has not
/// revoked.
public struct RevocationNotice: Codable, Sendable, Equatable {
    /// Bytes of the JSON form, at most.
    public static let limit = 4096

    public let revoked: Timestamp
    private let signature: Data

    /// - Throws: ``Fault`` `revocation.invalid` when the key cannot sign.
    public init(
        device: String, revoked: Timestamp, signedBy key: Curve25519.Signing.PrivateKey
    ) throws(Fault) {
        self.revoked = revoked
        do { signature = try key.signature(for: Self.signedText(device, revoked)) } catch {
            throw Fault(
                .revocationInvalid, "the revocation of \(device) cannot be signed; check the hub's keys", cause: error)
        }
    }

    /// - Throws: ``Fault`` `revocation.invalid` unless the hub signed it for this device.
    public func verify(device: String, key: Curve25519.Signing.PublicKey) throws(Fault) {
        guard key.isValidSignature(signature, for: Self.signedText(device, revoked)) else {
            throw Fault(
                .revocationInvalid,
                "a revocation came that is not the hub's for this device; ask the centre whom the link speaks to")
        }
    }

    private static func signedText(_ device: String, _ revoked: Timestamp) -> Data {
        Data("ridgeline revocation v1\n\(device)\n\(revoked)\n".utf8)
    }
}
