public import Crypto
public import Foundation
public import Ground

/// The private half of a ``SealingKey``, and the keys beside it, all derived from one root secret of 32 bytes.
///
/// No key serves two purposes: the table is in docs/threat_model.md. Its memory wipes itself. Thread-safe: immutable.
public struct OpeningKey: Sendable {
    private let root: SymmetricKey
    let key: Curve25519.KeyAgreement.PrivateKey
    let sender: Curve25519.KeyAgreement.PrivateKey

    /// Makes a new root secret from the system's random numbers.
    public init() { self.init(SymmetricKey(size: .bits256)) }

    /// - Throws: ``Fault`` `key.invalid` unless there are 32 bytes.
    public init(root: WipingBytes) throws(Fault) {
        guard root.count == 32 else {
            throw Fault(.keyInvalid, "a root secret has \(root.count) bytes, not 32; reset and enrol again")
        }
        self.init(root.withBytes { SymmetricKey(data: $0) })
    }

    private init(_ root: SymmetricKey) {
        self.root = root
        key = Self.agreementKey(root, "ridgeline opening key v1")
        sender = Self.agreementKey(root, "ridgeline sender key v1")
    }

    private static func agreementKey(_ root: SymmetricKey, _ use: String) -> Curve25519.KeyAgreement.PrivateKey {
        do {
            return try derive(root, use).withUnsafeBytes {
                try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: $0)
            }
        } catch {
            // No input: HKDF gives 32 bytes, and X25519 takes any 32 (RFC 7748, section 5).
            preconditionFailure("32 bytes are an X25519 key")
        }
    }

    /// The root secret, to be kept in custody.
    public var rootSecret: WipingBytes { root.withUnsafeBytes { WipingBytes($0) } }

    public var sealingKey: SealingKey { SealingKey(key.publicKey) }

    /// By this one others know who has sealed; it opens nothing.
    public var senderKey: SenderKey { SenderKey(sender.publicKey) }

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
            defer { opened.wipe() }
            return WipingBytes(opened)
        } catch {
            throw Fault(
                .sealBroken, "cannot open a \(purpose): it is damaged or was sealed for somebody else", cause: error)
        }
    }

    /// A key of its own for each use, so that no key is used for two (HKDF-SHA256, RFC 5869).
    ///
    /// - Parameter use: names the use and its version, for example `ridgeline list storage v1`.
    /// - Returns: 256 bits; the same for the same use and key.
    public func derivedKey(for use: String) -> SymmetricKey { Self.derive(root, use) }

    private static func derive(_ root: SymmetricKey, _ use: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: root, info: Data(use.utf8), outputByteCount: 32)
    }

    /// Reads the root secret that ``store(at:)`` wrote: for a hub, whose keys are files.
    ///
    /// - Throws: ``Fault`` of ``DurableFile/read(_:limit:)`` or `key.invalid`.
    public init(contentsOf file: URL) throws(Fault) {
        var raw = try DurableFile.read(file, limit: 32)
        defer { raw.wipe() }
        guard raw.count == 32 else {
            throw Fault(.keyInvalid, "\(file.path) is not a key; restore it from the backup")
        }
        self.init(SymmetricKey(data: raw))
    }

    /// Writes the root secret so that only the owner of the file can read it.
    public func store(at file: URL) throws(Fault) {
        var raw = root.withUnsafeBytes { Data($0) }
        defer { raw.wipe() }
        try DurableFile.write(raw, to: file, permissions: 0o600)
    }
}
