public import Crypto
public import Foundation
public import Ground

/// The private half of a ``SealingKey``; its memory wipes itself. Thread-safe: immutable.
public struct OpeningKey: Sendable {
    let key: Curve25519.KeyAgreement.PrivateKey

    /// Makes a new key from the system's random numbers.
    public init() { key = Curve25519.KeyAgreement.PrivateKey() }

    public var sealingKey: SealingKey { SealingKey(key.publicKey) }

    /// Opens what ``SealingKey/seal(_:for:authenticating:)`` made.
    ///
    /// - Throws: ``Fault`` `seal.broken` when anything differs: the key, the purpose, the context, one bit.
    public func open(
        _ sealed: some DataProtocol, for purpose: SealingPurpose, authenticating context: some DataProtocol = Data()
    ) throws(Fault) -> WipingBytes {
        do {
            let bytes = Data(sealed)
            guard bytes.count >= SealingKey.overhead else { throw CryptoKitError.incorrectParameterSize }
            var recipient = try HPKE.Recipient(
                privateKey: key, ciphersuite: SealingKey.ciphersuite, info: purpose.info,
                encapsulatedKey: bytes.prefix(32))
            var opened = try recipient.open(bytes.dropFirst(32), authenticating: Data(context))
            defer { opened.resetBytes(in: opened.startIndex..<opened.endIndex) }
            return WipingBytes(opened)
        } catch {
            throw Fault(
                "seal.broken", "cannot open a \(purpose): it is damaged or was sealed for somebody else", cause: error)
        }
    }

    /// A key of its own for each use, so that no key is used for two (HKDF-SHA256, RFC 5869).
    ///
    /// - Parameter use: names the use and its version, for example `ridgeline list storage v1`.
    /// - Returns: 256 bits; the same for the same use and key.
    public func derivedKey(for use: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: key.rawRepresentation), info: Data(use.utf8), outputByteCount: 32)
    }

    /// Reads the 32 bytes that ``store(at:)`` wrote.
    ///
    /// - Throws: ``Fault`` of ``DurableFile/read(_:limit:)`` or `key.invalid`.
    public init(contentsOf file: URL) throws(Fault) {
        var raw = try DurableFile.read(file, limit: 32)
        defer { raw.resetBytes(in: raw.startIndex..<raw.endIndex) }
        do { key = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: raw) } catch {
            throw Fault("key.invalid", "\(file.path) is not a key; reset the device and enrol it again", cause: error)
        }
    }

    /// Writes the key so that only the owner of the file can read it.
    public func store(at file: URL) throws(Fault) {
        // Not wiped here: rawRepresentation shares its memory with the key, which wipes it in the end.
        try DurableFile.write(key.rawRepresentation, to: file, permissions: 0o600)
    }
}
