internal import Crypto
internal import Foundation
internal import Ground

/// An Ed25519 key that signs for a role of our own repository.
struct SigningKey: Sendable {
    /// SHA-256 of the canonical public key (TUF specification, section 4.2).
    let identifier: String
    /// As it stands in the `keys` table of a root.
    let description: JSONValue
    private let key: Curve25519.Signing.PrivateKey

    init() { self.init(Curve25519.Signing.PrivateKey()) }

    /// - Throws: ``Fault`` `trust.key` unless the file holds 32 bytes in hexadecimal.
    init(file: URL) throws(Fault) {
        let text = String(decoding: try DurableFile.read(file, limit: 256), as: UTF8.self)
        guard var raw = Hex.decode(text.trimmingCharacters(in: .whitespacesAndNewlines)),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: raw)
        else {
            throw Fault(.trustKey, "\(file.path) is not a signing key; put it back from the backup, or from the safe")
        }
        raw.wipe()
        self.init(key)
    }

    private init(_ key: Curve25519.Signing.PrivateKey) {
        self.key = key
        let publicKey = JSONValue.object(["public": .string(Hex.encode(key.publicKey.rawRepresentation))])
        description = .object(["keytype": .string("ed25519"), "scheme": .string("ed25519"), "keyval": publicKey])
        identifier = Hex.encode(SHA256.hash(data: description.canonical))
    }

    /// Writes the key so that only its owner can read it.
    func save(in folder: URL, role: String) throws(Fault) {
        let file = folder.appending(path: Self.fileName(identifier, role: role))
        try DurableFile.write(Data(Hex.encode(key.rawRepresentation).utf8), to: file, permissions: 0o600)
    }

    static func fileName(_ identifier: String, role: String) -> String {
        "\(FileNames.encoded(role))-\(identifier.prefix(12)).key"
    }

    /// Signs the canonical form of a signed part.
    ///
    /// - Throws: ``Fault`` `trust.key` when the library refuses, which it does not for Ed25519.
    func signature(over message: Data) throws(Fault) -> JSONValue {
        do {
            let signature = try key.signature(for: message)
            return .object(["keyid": .string(identifier), "sig": .string(Hex.encode(signature))])
        } catch { throw Fault(.trustKey, "key \(identifier.prefix(12)) cannot sign", cause: error) }
    }
}
