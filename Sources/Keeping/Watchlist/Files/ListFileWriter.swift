internal import Crypto
internal import Foundation
internal import Ground

/// Writes a list file entry by entry, in the order of the list.
struct ListFileWriter {
    private let key: SymmetricKey
    private let compresses: Bool
    private let append: ([UInt8]) throws(Fault) -> Void
    private var pending: [UInt8] = []
    private var number: UInt64 = 0

    /// - Parameters:
    ///   - compresses: for files that travel; what lies on the device is written faster without.
    ///   - append: takes the file's bytes piece by piece.
    init(
        _ header: ListHeader, key: ListKey, compresses: Bool, append: @escaping ([UInt8]) throws(Fault) -> Void
    ) throws(Fault) {
        self.key = header.fileKey(key)
        self.compresses = compresses
        self.append = append
        pending.reserveCapacity(2 * ListChunk.size)
        try append(header.encoded)
    }

    mutating func write(_ entry: ListEntry) throws(Fault) {
        if case .remove = entry.change {
            pending += [2, UInt8(entry.id.utf8.count)] + entry.id.utf8
        } else {
            pending.append(1)
            ListPage.append(entry, to: &pending)
        }
        // The last chunk must not be known to be the last before the end, so a full one waits for more.
        while pending.count > ListChunk.size { try flush(ListChunk.size, isLast: false) }
    }

    mutating func finish() throws(Fault) { try flush(pending.count, isLast: true) }

    private mutating func flush(_ count: Int, isLast: Bool) throws(Fault) {
        let chunk = try ListChunk.seal(
            pending[..<count], number: number, isLast: isLast, key: key, compresses: compresses)
        try append(chunk)
        number += 1
        let rest = Array(pending[count...])
        pending.wipe()
        pending.replaceSubrange(pending.indices, with: rest)
    }
}
