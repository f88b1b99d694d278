internal import Crypto
internal import Foundation
internal import Ground
internal import ListFiles

/// The digest that stands for a whole list: SHA-256 over its owner, its size and the digests of its pages.
///
/// Independent of how the list came to be so; after a change only the touched pages are hashed again.
enum ListDigest {
    /// - Parameter pages: the digest of each page, in order.
    /// - Returns: lower-case hexadecimal.
    static func of(owner: String, records: Int, pages: some Sequence<some Collection<UInt8>>) -> String {
        var hash = SHA256()
        hash.update(data: Data("ridgeline list v2\n\(owner)\n\(records)\n".utf8))
        for page in pages { hash.update(data: Array(page)) }
        return Hex.encode(hash.finalize())
    }

    /// - Throws: ``Fault`` `list.digest` when it is another than was signed.
    static func require(_ digest: String, _ wanted: ListState) throws(Fault) {
        guard digest == wanted.digest else {
            throw Fault(.listDigest, "the list '\(wanted.owner)' is not the one that was signed; fetch a base of it")
        }
    }
}

/// Which list: what its signed description and its own header say of it.
struct ListState: Sendable, Codable, Equatable {
    let owner: String
    let generation: Int
    let records: Int
    /// Hexadecimal.
    let digest: String

    init(owner: String, generation: Int, records: Int, digest: String) {
        self.owner = owner
        self.generation = generation
        self.records = records
        self.digest = digest
    }

    init(_ header: ListHeader) {
        owner = header.owner
        generation = header.generation
        records = header.records
        digest = header.resultDigest
    }

    var bits: Int { ListPage.bits(records: records) }
}
