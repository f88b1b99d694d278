public import Foundation
internal import Ground

/// A file that a trusted role has signed for.
public struct TargetFile: Sendable, Hashable {
    /// Slash-separated, relative, such as `lists/interpol/base-1.rll`.
    public let path: String
    /// Bytes.
    public let length: Int
    /// Canonical JSON of the signed `custom` object, where there is one.
    public let custom: Data?
    let description: FileDescription

    init(path: String, _ value: JSONValue) throws(Fault) {
        guard let members = value.object else {
            throw Fault(.trustMalformed, "target \(path) is not described by an object; ask the publisher")
        }
        description = try FileDescription(members, name: path)
        guard let length = description.length, members["hashes"] != nil else {
            throw Fault(.trustMalformed, "target \(path) has no length or no hashes; ask the publisher")
        }
        self.path = path
        self.length = length
        custom = members["custom"]?.canonical
    }

    /// Hashes of other kinds matter to whoever wants this very file, and to nobody else.
    ///
    /// - Throws: ``Fault`` `trust.malformed` where there is no hash to check the bytes by.
    func requireHash() throws(Fault) {
        guard !description.hashes.isEmpty else {
            throw Fault(.trustMalformed, "target \(path) has neither a sha256 nor a sha512 hash; ask the publisher")
        }
    }

    /// Where the bytes lie: with consistent snapshots the hash stands before the file's name.
    func location(consistentSnapshot: Bool) -> String {
        guard consistentSnapshot, let hash = description.hashes["sha256"] ?? description.hashes["sha512"] else {
            return path
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return (parts.dropLast() + ["\(hash).\(parts.last ?? "")"]).joined(separator: "/")
    }
}
