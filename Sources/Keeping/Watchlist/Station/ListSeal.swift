internal import Crypto
internal import Foundation
internal import Ground

/// How the parts of a list in force are sealed at rest.
enum ListSeal {
    /// The key of one file (HKDF with SHA-256, RFC 5869).
    static func key(_ storageKey: WipingBytes, owner: String, salt: Data) -> SymmetricKey {
        let secret = storageKey.withBytes { SymmetricKey(data: UnsafeRawBufferPointer($0)) }
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret, salt: salt, info: Data("ridgeline list in force v2\n\(owner)".utf8),
            outputByteCount: 32)
    }

    /// - Parameter part: opening demands the same.
    static func seal(_ bytes: [UInt8], key: SymmetricKey, as part: String) throws(Fault) -> Data {
        do { return try ChaChaPoly.seal(bytes, using: key, authenticating: Data(part.utf8)).combined } catch {
            throw Fault(.listSeal, "a part of a list cannot be sealed; report this", cause: error)
        }
    }

    /// - Throws: ``Fault`` `list.seal`.
    static func open(_ sealed: Data, key: SymmetricKey, as part: String, of owner: String) throws(Fault) -> Data {
        do {
            return try ChaChaPoly.open(
                ChaChaPoly.SealedBox(combined: sealed), using: key, authenticating: Data(part.utf8))
        } catch { throw damaged(owner) }
    }

    static func damaged(_ owner: String) -> Fault {
        Fault(.listSeal, "the list '\(owner)' on this device is damaged; it will be fetched again")
    }
}
