internal import CTSS2
internal import Crypto
internal import Foundation
internal import Ground

/// An object that its TPM has wrapped: `TPM2B_PUBLIC` and then `TPM2B_PRIVATE`, as the TPM specification writes them.
///
/// Sendable, because both are C structures of plain bytes that are held by value and never changed.
struct TPMBlob: @unchecked Sendable {
    let own: TPM2B_PUBLIC
    let secret: TPM2B_PRIVATE

    init(_ parts: (TPM2B_PUBLIC, TPM2B_PRIVATE)) { (own, secret) = parts }

    /// - Throws: ``Fault`` `key.damaged` for anything but exactly one such object.
    init(_ data: Data) throws(Fault) {
        var (own, secret, offset) = (TPM2B_PUBLIC(), TPM2B_PRIVATE(), 0)
        let whole = data.withUnsafeBytes { bytes in
            guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return false }
            return Tss2_MU_TPM2B_PUBLIC_Unmarshal(base, bytes.count, &offset, &own) == 0
                && Tss2_MU_TPM2B_PRIVATE_Unmarshal(base, bytes.count, &offset, &secret) == 0 && offset == bytes.count
        }
        guard whole else {
            throw Fault(.keyDamaged, "a key file is damaged or belongs to another device; reset and enrol again")
        }
        (self.own, self.secret) = (own, secret)
    }

    var data: Data {
        get throws(Fault) {
            var buffer = [UInt8](
                repeating: 0, count: MemoryLayout<TPM2B_PUBLIC>.size + MemoryLayout<TPM2B_PRIVATE>.size)
            var (own, secret, offset) = (own, secret, 0)
            guard Tss2_MU_TPM2B_PUBLIC_Marshal(&own, &buffer, buffer.count, &offset) == 0,
                Tss2_MU_TPM2B_PRIVATE_Marshal(&secret, &buffer, buffer.count, &offset) == 0
            else { throw Fault(.tpmFailed, "the TPM answers with an object that is none; run tpm2_selftest") }
            return Data(buffer.prefix(offset))
        }
    }

    /// The public half of a signing key.
    func publicKey() throws(Fault) -> P256.Signing.PublicKey {
        func bytes(_ number: TPM2B_ECC_PARAMETER) -> [UInt8] {
            let given = withUnsafeBytes(of: number.buffer) { Array($0.prefix(Int(number.size))) }
            return Array(repeating: 0, count: max(0, 32 - given.count)) + given
        }
        do {
            let point = own.publicArea.unique.ecc
            return try P256.Signing.PublicKey(rawRepresentation: bytes(point.x) + bytes(point.y))
        } catch {
            throw Fault(.keyDamaged, "a key file holds no P-256 key; reset and enrol again", cause: error)
        }
    }
}
