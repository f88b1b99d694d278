internal import Crypto
public import Foundation
internal import Ground

/// A file to publish.
public struct NewTarget: Sendable {
    /// Slash-separated and relative; letters, digits, `-`, `_` and `.` only.
    public let path: String
    public let data: Data
    /// A JSON object without fractions that is signed along with the file; nil for none.
    public let custom: Data?

    public init(path: String, data: Data, custom: Data? = nil) {
        self.path = path
        self.data = data
        self.custom = custom
    }

    /// - Throws: ``Fault`` `trust.path` or `trust.malformed` when it could not be published.
    func description() throws(Fault) -> JSONValue {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let marks = "0123456789-_./".unicodeScalars
        let isPlain = path.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || marks.contains($0))
        }
        guard isPlain, !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
            throw Fault(.trustPath, "'\(path)' cannot be published; use letters, digits, '-', '_', '.' and '/'")
        }
        var members: [String: JSONValue] = [
            "length": .integer(data.count), "hashes": .object(["sha256": .string(Hex.encode(SHA256.hash(data: data)))]),
        ]
        if let custom { members["custom"] = try JSONParser.parse(custom) }
        return .object(members)
    }
}
