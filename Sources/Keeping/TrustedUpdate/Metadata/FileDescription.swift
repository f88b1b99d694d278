internal import Crypto
internal import Foundation
internal import Ground

/// What is promised about the bytes of a file: length and hashes, each where known.
struct FileDescription: Sendable, Hashable {
    let length: Int?
    /// Hexadecimal, by algorithm name; only `sha256` and `sha512`, empty where there are none or others.
    let hashes: [String: String]

    /// - Throws: ``Fault`` `trust.malformed` for a negative length, or hashes that are none.
    init(_ members: [ExactText: JSONValue], name: String) throws(Fault) {
        let malformed = Fault(.trustMalformed, "length or hashes of \(name) make no sense; ask the publisher")
        switch members["length"] {
        case nil: length = nil
        case .integer(let value) where value >= 0: length = value
        default: throw malformed
        }
        guard let value = members["hashes"] else {
            hashes = [:]
            return
        }
        guard let all = value.object, !all.isEmpty else { throw malformed }
        var known: [String: String] = [:]
        for algorithm in ["sha256", "sha512"] { known[algorithm] = all[ExactText(algorithm)]?.string }
        hashes = known
    }

    /// - Throws: ``Fault`` `trust.mismatch` unless the bytes are those promised.
    func check(_ data: Data, name: String) throws(Fault) {
        func mismatch(_ what: String) -> Fault {
            Fault(
                .trustMismatch, "\(name) has another \(what) than was signed; fetch it again or from another source")
        }
        guard length == nil || data.count == length else { throw mismatch("length") }
        for (algorithm, expected) in hashes {
            let actual =
                algorithm == "sha256" ? Hex.encode(SHA256.hash(data: data)) : Hex.encode(SHA512.hash(data: data))
            guard actual == expected.lowercased() else { throw mismatch("hash") }
        }
    }
}
