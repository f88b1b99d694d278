internal import Crypto
public import Foundation
public import Ground

/// A file to publish.
public struct NewTarget: Sendable {
    /// Slash-separated and relative; letters, digits, `-`, `_` and `.` only.
    public let path: String
    /// Bytes.
    public let length: Int
    /// A JSON object without fractions that is signed along with the file; nil for none.
    public let custom: Data?
    let content: Content
    private let sha256: String

    enum Content: Sendable {
        case data(Data)
        case file(URL)
    }

    public init(path: String, data: Data, custom: Data? = nil) {
        self.path = path
        self.custom = custom
        length = data.count
        content = .data(data)
        sha256 = Hex.encode(SHA256.hash(data: data))
    }

    /// For one that is too large for memory.
    ///
    /// - Parameters:
    ///   - file: where it is written before it is published; the caller's to remove afterwards.
    ///   - body: hands its bytes over piece by piece.
    /// - Throws: ``Fault`` `disk.write`, or what `body` throws.
    public init(
        path: String, custom: Data? = nil, writing file: URL,
        _ body: (_ append: ([UInt8]) throws(Fault) -> Void) throws(Fault) -> Void
    ) throws(Fault) {
        var hash = SHA256()
        var length = 0
        try DurableFile.write(to: file, permissions: 0o600) { (append: ([UInt8]) throws(Fault) -> Void) throws(Fault) in
            try withoutActuallyEscaping(append) { (append) throws(Fault) in
                try body { (bytes: [UInt8]) throws(Fault) in
                    hash.update(data: bytes)
                    length += bytes.count
                    try append(bytes)
                }
            }
        }
        self.path = path
        self.custom = custom
        self.length = length
        content = .file(file)
        sha256 = Hex.encode(hash.finalize())
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
        var members: [ExactText: JSONValue] = [
            "length": .integer(length), "hashes": .object(["sha256": .string(sha256)]),
        ]
        if let custom { members["custom"] = try JSONParser.parse(custom) }
        return .object(members)
    }
}
