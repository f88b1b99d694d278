public import Crypto
public import Foundation
public import Ground

/// The list keys that a device is to have from now on, signed by the hub for this device alone (docs/protocol.md,
/// `GET /v1/keys`). The link carries it and can read none of the keys.
public struct ListKeyNotice: Codable, Sendable {
    /// Bytes of the JSON form, at most.
    public static let limit = 1_048_576

    /// What the hub says.
    public struct Contents: Codable, Sendable {
        /// By the hub's clock, and later than in every notice of this device that named something else.
        public let issued: Timestamp
        /// The keys that the hub can read.
        public let listKeys: [SealedListKey]
        /// Whose lists the device is to have: one that is not named is withdrawn, one without a key stays as it is. nil of
        /// a hub of before, which does not say.
        public let lists: [String]?
        /// What tells this notice from any other to this device that names other lists or gives other keys, for who cannot
        /// open them; nil of a hub of before.
        public let digest: Data?
    }

    private let contents: Data
    private let signature: Data

    /// - Parameters:
    ///   - lists: whose lists the device is to have; see ``Contents/lists``.
    ///   - digest: see ``Contents/digest``.
    /// - Throws: ``Fault`` `list.key` when the key cannot sign.
    public init(
        _ listKeys: [SealedListKey], lists: Set<String>?, digest: Data? = nil, device: String, issued: Timestamp,
        signedBy key: Curve25519.Signing.PrivateKey
    ) throws(Fault) {
        // A station of before knows no `lists`: it refuses a key without content, and keeps what it has.
        let without = (lists ?? []).subtracting(listKeys.map(\.list)).sorted().map {
            SealedListKey(identifier: "\($0)-0", list: $0, sealed: Data())
        }
        contents = try WireJSON.encode(
            Contents(issued: issued, listKeys: listKeys + without, lists: lists?.sorted(), digest: digest))
        do { signature = try key.signature(for: Self.signedText(device, contents)) } catch {
            throw Fault(.listKey, "the list keys of \(device) cannot be signed; check the hub's keys", cause: error)
        }
    }

    /// The keys, once it is known that the hub has named them for this device.
    ///
    /// - Throws: ``Fault`` `list.notice` unless the hub signed it for this device.
    public func verified(
        device: String, key: Curve25519.Signing.PublicKey
    ) throws(Fault) -> Contents {
        guard key.isValidSignature(signature, for: Self.signedText(device, contents)) else {
            throw Fault(.listNotice, "the list keys that came are not the hub's for this device; the old ones stay")
        }
        let contents = try WireJSON.decode(
            Contents.self, from: contents, limit: Self.limit, naming: "the hub's notice of list keys")
        return Contents(
            issued: contents.issued, listKeys: contents.listKeys.filter { !$0.sealed.isEmpty }, lists: contents.lists,
            digest: contents.digest)
    }

    /// Which keys and lists it names, and its digest, for who cannot verify it: to see whether anything is new.
    public var names: Set<String> {
        guard let named = try? JSONDecoder().decode(Contents.self, from: contents) else { return [] }
        let digest = named.digest.map { [$0.base64EncodedString()] } ?? []
        return Set(named.listKeys.map { "\($0.list)/\($0.identifier)" } + (named.lists ?? []) + digest)
    }

    private static func signedText(_ device: String, _ contents: Data) -> Data {
        Data("ridgeline list keys v1\n\(device)\n".utf8) + contents
    }
}
