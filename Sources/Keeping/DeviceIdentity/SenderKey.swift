internal import Crypto
public import Foundation
public import Ground

/// The public half of the key with which a station proves that it sealed a file; another than its ``SealingKey``.
public struct SenderKey: Sendable, Equatable {
    /// 32 bytes.
    public let rawRepresentation: Data

    /// - Throws: ``Fault`` `key.invalid`.
    public init(rawRepresentation: Data) throws(Fault) {
        // What makes a sound X25519 key is the same for both.
        self.rawRepresentation = try SealingKey(rawRepresentation: rawRepresentation).rawRepresentation
    }

    init(_ key: Curve25519.KeyAgreement.PublicKey) { rawRepresentation = key.rawRepresentation }
}
