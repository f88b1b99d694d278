internal import Ground
internal import ListFiles

/// Reads a list file entry by entry; total, in memory bounded by one record and a few chunks. One caller at a time.
final class ListFileReader {
    /// Authentic: the first chunk was opened with a key derived over it.
    let header: ListHeader
    private let chunks: ListChunks
    private var buffer: [UInt8] = []
    private var at = 0
    private var ended = false
    private var previous: ListEntry?

    /// - Parameters:
    ///   - input: the file's bytes.
    ///   - key: finds the key for a header; nil where this device has none.
    /// - Throws: ``Fault`` `list.malformed`, `list.version`, `list.key`, `list.seal`.
    init(_ input: ListInput, key find: (ListHeader) -> ListKey?) throws(Fault) {
        header = try ListHeader { (count: Int) throws(Fault) in try input.read(count) }
        guard let listKey = find(header), listKey.list == header.owner else {
            throw Fault(
                .listKey,
                "this device has no key '\(header.keyIdentifier)' for the list '\(header.owner)'; the link asks the hub for it, "
                    + "which sends it where the device is allowed the list: ridgeline-hub allow")
        }
        chunks = ListChunks(input, key: header.fileKey(listKey))
        try fill()
    }

    /// The next entry; nil after the last.
    ///
    /// - Throws: ``Fault`` `list.malformed`, `list.seal`; a caller must not use what came before.
    func next() throws(Fault) -> ListEntry? {
        while at == buffer.count, !ended { try fill() }
        guard at < buffer.count else { return nil }
        let operation = try byte()
        let length = Int(try byte())
        guard let id = String(validating: try take(length), as: UTF8.self) else {
            throw malformed("has a name that is no text")
        }
        let entry = try ListEntry(id: id, try change(operation))
        guard previous?.precedes(entry) ?? true else { throw malformed("has records out of order") }
        previous = entry
        return entry
    }

    private func change(_ operation: UInt8) throws(Fault) -> ListEntry.Change {
        switch operation {
        case 1:
            let length = Int(try take(4), .bigEndian)
            guard length <= ListEntry.longestPayload else { throw malformed("has a record that is too long") }
            return .put(WipingBytes(try take(length)))
        case 2 where header.kind == .delta: return .remove
        default: throw malformed("has an entry of an unknown kind")
        }
    }

    /// - Throws: ``Fault`` `trust.mismatch` unless the file's bytes were the signed ones; call it after the last entry.
    func finish() throws(Fault) { try chunks.finish() }

    private func byte() throws(Fault) -> UInt8 { UInt8(try take(1), .bigEndian) }

    /// The next `count` bytes where they lie in the buffer.
    private func take(_ count: Int) throws(Fault) -> ArraySlice<UInt8> {
        while buffer.count - at < count {
            guard !ended else { throw malformed("ends inside a record") }
            try fill()
        }
        defer { at += count }
        return buffer[at..<(at + count)]
    }

    private func fill() throws(Fault) {
        let chunk = try chunks.next()
        ended = chunk.isLast
        var rest = Array(buffer[at...])
        chunk.contents.withBytes { rest += $0 }
        buffer.wipe()
        buffer = rest
        at = 0
    }

    private func malformed(_ what: String) -> Fault {
        Fault(.listMalformed, "the list '\(header.owner)' \(what); fetch it again")
    }
}
