internal import Foundation

/// A member that nobody knows is a misspelt one: passed over, a record would for example never end.
extension Decoder {
    /// The members of an object, of which each must be one of these.
    func members<Key: CodingKey>(_ type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        for member in try container(keyedBy: AnyMember.self).allKeys where Key(stringValue: member.stringValue) == nil {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: codingPath, debugDescription: "there is no member '\(member.stringValue.prefix(60))'"))
        }
        return try container(keyedBy: type)
    }
}

extension KeyedDecodingContainer {
    /// Bytes as base64, in lines or not, as `openssl base64` and MIME write it.
    func base64(_ key: Key) throws -> Data? {
        guard let text = try decodeIfPresent(String.self, forKey: key) else { return nil }
        let characters = Data(text.utf8.filter { ![0x0A, 0x0D, 0x20, 0x09].contains($0) })
        guard let bytes = Data(base64Encoded: characters) else {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "it is not base64")
        }
        return bytes
    }
}

/// Any name that a member may have.
private struct AnyMember: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
