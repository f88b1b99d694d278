internal import Crypto
public import Foundation
public import Ground

extension OpeningKey {
    /// Seals so that only the recipient can open, and can be sure that the owner of the ``senderKey`` has sealed (RFC 9180,
    /// auth mode): for files that come without the TLS connection that says who sends.
    ///
    /// - Throws: ``Fault`` `seal.failed` when the library fails.
    public func seal(
        _ bytes: WipingBytes, to recipient: SealingKey, for purpose: SealingPurpose,
        authenticating context: some DataProtocol
    ) throws(Fault) -> [UInt8] {
        do {
            let recipient = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: recipient.rawRepresentation)
            var sender = try HPKE.Sender(
                recipientKey: recipient, ciphersuite: SealingKey.ciphersuite, info: purpose.info,
                authenticatedBy: self.sender)
            return try Array(sender.encapsulatedKey)
                + bytes.withBytes { try sender.seal($0, authenticating: Data(context)) }
        } catch {
            throw Fault(.sealFailed, "cannot seal for the hub; enrol again", cause: error)
        }
    }

    /// Opens what the owner of `sender` has sealed for this key.
    ///
    /// - Throws: ``Fault`` `seal.broken` when anything differs: either key, the purpose, the context, one bit.
    public func open(
        _ sealed: some DataProtocol, from sender: SenderKey, for purpose: SealingPurpose,
        authenticating context: some DataProtocol
    ) throws(Fault) -> WipingBytes {
        do {
            let bytes = Data(sealed)
            guard bytes.count >= SealingKey.overhead else { throw CryptoKitError.incorrectParameterSize }
            let sender = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: sender.rawRepresentation)
            var recipient = try HPKE.Recipient(
                privateKey: key, ciphersuite: SealingKey.ciphersuite, info: purpose.info,
                encapsulatedKey: bytes.prefix(32), authenticatedBy: sender)
            var opened = try recipient.open(bytes.dropFirst(32), authenticating: Data(context))
            defer { opened.wipe() }
            return WipingBytes(opened)
        } catch {
            throw Fault(.sealBroken, "it is damaged, or was not sealed by that device for this hub", cause: error)
        }
    }
}
