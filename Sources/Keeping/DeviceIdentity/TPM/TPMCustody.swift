internal import CTSS2
internal import Crypto
internal import Foundation
internal import Ground
internal import Synchronization

/// Keys in a TPM 2.0, below a random storage key that exists nowhere but in that TPM.
///
/// Signing keys are made in the TPM and never leave it. X25519 is not a TPM algorithm, so the station's root secret is
/// sealed by the TPM and opened into memory that wipes itself. When the storage key is evicted, every file that was
/// ever wrapped under it is worthless, copies included.
struct TPMCustody: KeyCustody {
    let place: TPMPlace

    var kind: CustodyKind { .tpm }

    /// - Throws: ``Fault`` `tpm.unreachable`, `tpm.cleared` where the storage key is gone, `tpm.other`.
    func check() throws(Fault) { try withStorageKey { _, _ throws(Fault) in } }

    func wrap(_ secret: WipingBytes, for purpose: KeyPurpose) throws(Fault) -> Data {
        try withStorageKey { connection, parent throws(Fault) in
            var bytes = Self.mark(purpose) + secret.withBytes(Array.init)
            defer { bytes.wipe() }
            return try TPMBlob(try connection.create(below: parent, ridgeline_sealed_template(), secret: bytes)).data
        }
    }

    func unwrap(_ kept: Data, for purpose: KeyPurpose) throws(Fault) -> WipingBytes {
        let blob = try TPMBlob(kept)
        return try withStorageKey { connection, parent throws(Fault) in
            let object = try connection.load(blob.own, blob.secret, below: parent)
            let opened = try connection.unseal(object, below: parent)
            return try opened.withBytes { bytes throws(Fault) in
                guard bytes.count > 32, Array(bytes.prefix(32)) == Self.mark(purpose) else {
                    throw Fault(.keyDamaged, "a key file is for another purpose; reset and enrol again")
                }
                return WipingBytes(bytes.dropFirst(32))
            }
        }
    }

    func makeSigningKey() throws(Fault) -> Data {
        try withStorageKey { connection, parent throws(Fault) in
            try TPMBlob(try connection.create(below: parent, ridgeline_signing_template(), secret: [])).data
        }
    }

    func signingKey(_ kept: Data) throws(Fault) -> any SigningKey {
        let blob = try TPMBlob(kept)
        let key = TPMSigningKey(custody: self, blob: blob, publicKey: try blob.publicKey())
        // Loaded once now, so that a key of another TPM is found at the start and not in a handshake.
        try withStorageKey { connection, parent throws(Fault) in
            _ = try connection.load(blob.own, blob.secret, below: parent)
        }
        return key
    }

    fileprivate func sign(_ digest: [UInt8], _ blob: TPMBlob) throws(Fault) -> (r: [UInt8], s: [UInt8]) {
        try withStorageKey { connection, parent throws(Fault) in
            try connection.sign(digest, with: try connection.load(blob.own, blob.secret, below: parent))
        }
    }

    /// Of this process's threads one at a time talks to the TPM.
    private static let turn = Mutex(())

    private func withStorageKey<R: Sendable>(
        _ body: (TPMConnection, ESYS_TR) throws(Fault) -> R
    ) throws(Fault) -> R {
        try Self.turn.withLock { _ throws(Fault) in
            let connection = try TPMConnection(place.address)
            guard let key = try connection.persistent(place.handle) else {
                throw Fault(
                    .tpmCleared, "the TPM no longer holds this device's key: it was cleared; reset and enrol again")
            }
            guard Data(try connection.name(key)) == place.name else {
                throw Fault(.tpmOther, "this is another TPM than the one of this device; put the right one back")
            }
            return try body(connection, key)
        }
    }

    private static func mark(_ purpose: KeyPurpose) -> [UInt8] {
        Array(SHA256.hash(data: Data(purpose.rawValue.utf8)))
    }
}

private struct TPMSigningKey: SigningKey {
    let custody: TPMCustody
    let blob: TPMBlob
    let publicKey: P256.Signing.PublicKey

    func sign(_ digest: SHA256Digest) throws(Fault) -> P256.Signing.ECDSASignature {
        let (r, s) = try custody.sign(Array(digest), blob)
        guard r.count <= 32, s.count <= 32 else {
            throw Fault(.tpmFailed, "the TPM answers with a signature that is none; run tpm2_selftest")
        }
        func padded(_ number: [UInt8]) -> [UInt8] { Array(repeating: 0, count: 32 - number.count) + number }
        do { return try P256.Signing.ECDSASignature(rawRepresentation: padded(r) + padded(s)) } catch {
            throw Fault(.tpmFailed, "the TPM answers with a signature that is none; run tpm2_selftest", cause: error)
        }
    }
}
