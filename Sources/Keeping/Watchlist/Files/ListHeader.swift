internal import Crypto
internal import Foundation
internal import Ground
internal import ListFiles

/// What a list file says of itself in clear; the file's key is derived over these bytes, so none can be changed.
///
/// Layout, big endian: `RLL` and the format (1 byte); kind (1 byte); key identifier and owner, each after its length (1 byte);
/// generation it starts from, generation it leads to and records it leads to (8 bytes each); digest of the resulting list (32 bytes);
/// salt (32 bytes).
struct ListHeader: Sendable, Equatable {
    typealias Kind = ListTarget.Kind

    private static let magic = Array("RLL".utf8)

    let format: ListFormat
    let kind: Kind
    let keyIdentifier: String
    let owner: String
    /// 0 for a base.
    let from: Int
    let generation: Int
    /// Of the resulting list.
    let records: Int
    /// 32 bytes.
    private let digest: [UInt8]
    let salt: [UInt8]

    /// Hexadecimal.
    var resultDigest: String { Hex.encode(digest) }

    /// - Parameter format: what the entries need.
    /// - Throws: ``Fault`` `list.digest` for a digest that is none.
    init(
        format: ListFormat, kind: Kind, key: ListKey, from: Int, generation: Int, records: Int, resultDigest: String,
        using random: inout some RandomNumberGenerator
    ) throws(Fault) {
        guard let digest = Hex.decode(resultDigest), digest.count == 32 else {
            throw Fault(.listDigest, "this is not the digest of a list: \(String(resultDigest.prefix(64)).printable)")
        }
        self.format = format
        self.kind = kind
        keyIdentifier = key.identifier
        owner = key.list
        self.from = from
        self.generation = generation
        self.records = records
        self.digest = digest
        salt = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }

    /// Reads the header from the start of a file.
    ///
    /// - Parameter read: gives exactly so many bytes.
    /// - Throws: ``Fault`` `list.malformed`, `list.version`.
    init(_ read: (Int) throws(Fault) -> [UInt8]) throws(Fault) {
        let malformed = Fault(.listMalformed, "this is not a list file, or its header is damaged; fetch it again")
        guard try read(3) == Self.magic else { throw malformed }
        format = try ListFormat(Int(try read(1)[0]), of: "the list file")
        func text() throws(Fault) -> String {
            let bytes = try read(Int(try read(1)[0]))
            guard let text = String(validating: bytes, as: UTF8.self) else { throw malformed }
            return text
        }
        func integer() throws(Fault) -> Int {
            guard let value = Int(exactly: UInt64(try read(8), .bigEndian)) else { throw malformed }
            return value
        }
        guard let kind = Kind(rawValue: try read(1)[0]) else { throw malformed }
        self.kind = kind
        keyIdentifier = try text()
        owner = try text()
        from = try integer()
        generation = try integer()
        records = try integer()
        digest = try read(32)
        salt = try read(32)
    }

    var encoded: [UInt8] {
        let texts = [keyIdentifier, owner].flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        let numbers = [from, generation, records].flatMap { UInt64($0).bytes(.bigEndian) }
        return Self.magic + [format.rawValue, kind.rawValue] + texts + numbers + digest + salt
    }

    /// The key of this one file (HKDF with SHA-256, RFC 5869).
    func fileKey(_ key: ListKey) -> SymmetricKey {
        let secret = key.secret.withBytes { SymmetricKey(data: UnsafeRawBufferPointer($0)) }
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret, salt: salt, info: Array("ridgeline list file v2".utf8) + encoded,
            outputByteCount: 32)
    }
}
