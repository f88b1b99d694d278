internal import Crypto
internal import Foundation
internal import Ground

/// SHA-256 over an owner's records in the order of their identifiers, independent of how the list came to be so.
struct ListDigest {
    private var hash = SHA256()

    init(owner: String) {
        hash.update(data: Array("ridgeline list v1\n\(owner)\n".utf8))
    }

    mutating func update(_ entry: ListEntry) {
        guard case .put(let payload) = entry.change else { return }
        hash.update(data: [UInt8(entry.id.utf8.count)] + Array(entry.id.utf8) + bigEndian(UInt32(payload.count)))
        payload.withBytes { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    }

    /// Lower-case hexadecimal.
    func finalize() -> String { hex(hash.finalize()) }

    /// - Throws: ``Fault`` `list.digest` when it is another than the header promises.
    func finalize(expecting header: ListHeader) throws(Fault) {
        guard finalize() == header.resultDigest else {
            throw Fault(
                "list.digest", "the list '\(header.owner)' is not the one that was signed; fetch a base of it")
        }
    }
}
