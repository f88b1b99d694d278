internal import Crypto
internal import Foundation
internal import Ground

/// Keys in files, sealed under a key derived from a seed in a file of its own.
///
/// The seal finds every damaged bit and every file of another device or purpose, and makes a copy without the seed
/// worthless. Who can read the whole disk can read the keys: ``CustodyKind/file`` says so wherever it is shown.
struct FileCustody: KeyCustody {
    private static let seedLength = 32
    private let seed: SymmetricKey

    var kind: CustodyKind { .file }

    /// Reads the seed.
    ///
    /// - Throws: ``Fault`` `key.permissions`, `key.damaged`, or of the disk.
    init(seed file: URL) throws(Fault) {
        var bytes = try SecretFile.read(file)
        defer { bytes.wipe() }
        guard bytes.count == Self.seedLength else {
            throw Fault(.keyDamaged, "\(file.path) has \(bytes.count) bytes, not 32; reset and enrol again")
        }
        seed = SymmetricKey(data: bytes)
    }

    /// Makes the seed where there is none.
    static func prepare(seed file: URL) throws(Fault) {
        guard !FileManager.default.fileExists(atPath: file.path) else { return }
        var bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        defer { bytes.wipe() }
        try SecretFile.write(bytes, to: file)
    }

    func wrap(_ secret: WipingBytes, for purpose: KeyPurpose) throws(Fault) -> Data {
        do {
            return try secret.withBytes { bytes in
                try ChaChaPoly.seal(bytes, using: key(purpose)).combined
            }
        } catch { throw Fault(.sealFailed, "cannot seal the key; report this", cause: error) }
    }

    func unwrap(_ kept: Data, for purpose: KeyPurpose) throws(Fault) -> WipingBytes {
        do {
            var opened = try ChaChaPoly.open(ChaChaPoly.SealedBox(combined: kept), using: key(purpose))
            defer { opened.wipe() }
            return WipingBytes(opened)
        } catch {
            throw Fault(
                .keyDamaged, "a key file is damaged or belongs to another device; reset and enrol again", cause: error
            )
        }
    }

    func makeSigningKey() throws(Fault) -> Data {
        // Not reset: rawRepresentation shares its memory with the key, which wipes it in the end.
        let key = P256.Signing.PrivateKey()
        return try wrap(WipingBytes(key.rawRepresentation), for: .linkSigning)
    }

    func signingKey(_ kept: Data) throws(Fault) -> any SigningKey {
        do {
            return FileSigningKey(
                key: try unwrap(kept, for: .linkSigning).withBytes {
                    try P256.Signing.PrivateKey(rawRepresentation: $0)
                })
        } catch let fault as Fault { throw fault } catch {
            throw Fault(.keyDamaged, "a key file holds no P-256 key; reset and enrol again", cause: error)
        }
    }

    private func key(_ purpose: KeyPurpose) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: seed, info: Data(purpose.rawValue.utf8), outputByteCount: 32)
    }
}

private struct FileSigningKey: SigningKey {
    let key: P256.Signing.PrivateKey
    var publicKey: P256.Signing.PublicKey { key.publicKey }

    func sign(_ digest: SHA256Digest) throws(Fault) -> P256.Signing.ECDSASignature {
        do { return try key.signature(for: digest) } catch {
            throw Fault(.keyFailed, "cannot sign; report this", cause: error)
        }
    }
}
