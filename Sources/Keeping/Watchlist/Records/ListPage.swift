internal import Crypto
internal import Foundation
internal import Ground

/// A part of a list as bytes: all records whose ``ListEntry/place`` begins with the page's number, in order.
///
/// How many pages a list has follows from how many records it has, so that the same records make the same pages
/// whatever their history. A change touches the pages of its records and no others.
enum ListPage {
    /// More pages than this a list does not have, 2^22: records beyond make them longer.
    private static let mostBits = 22
    /// Records of a page at the most, on average.
    private static let records = 32

    /// The binary logarithm of the number of pages.
    static func bits(records: Int) -> Int {
        var bits = 0
        while bits < mostBits, records > Self.records << bits { bits += 1 }
        return bits
    }

    static func number(of place: UInt64, bits: Int) -> Int { bits == 0 ? 0 : Int(place >> UInt64(64 - bits)) }

    /// Identifier, then record, each after its length (1 and 4 bytes, big endian); nothing for a removal.
    static func append(_ entry: ListEntry, to bytes: inout [UInt8]) {
        guard case .put(let payload) = entry.change else { return }
        bytes.append(UInt8(entry.id.utf8.count))
        bytes += entry.id.utf8
        bytes += UInt32(payload.count).bytes(.bigEndian)
        payload.withBytes { bytes += $0 }
    }

    /// - Throws: ``Fault`` `list.malformed` for bytes that ``append(_:to:)`` did not write.
    static func entries(_ bytes: [UInt8]) throws(Fault) -> [ListEntry] {
        let malformed = Fault(.listMalformed, "a page of a list cannot be read; it will be fetched again")
        var entries: [ListEntry] = []
        var reader = ByteReader(bytes, orThrow: malformed)
        while reader.left > 0 {
            guard let id = String(validating: try reader.bytes(Int(reader.uint8())), as: UTF8.self) else {
                throw malformed
            }
            entries.append(try ListEntry(id: id, .put(WipingBytes(try reader.bytes(Int(reader.uint32()))))))
        }
        return entries
    }

    /// The changes of each page that they touch, in order.
    static func groups(_ changes: [ListEntry], bits: Int) -> [(number: Int, changes: ArraySlice<ListEntry>)] {
        var groups: [(number: Int, changes: ArraySlice<ListEntry>)] = []
        var rest = changes[...]
        while let first = rest.first {
            let number = number(of: first.place, bits: bits)
            let group = rest.prefix { Self.number(of: $0.place, bits: bits) == number }
            groups.append((number, group))
            rest = rest.dropFirst(group.count)
        }
        return groups
    }

    /// A page after some changes of its records.
    static func bytes(_ changes: ArraySlice<ListEntry>, on page: [ListEntry]) throws(Fault) -> [UInt8] {
        var before = page.makeIterator()
        var bytes: [UInt8] = []
        try ListMerge.apply(changes, to: { () throws(Fault) in before.next() }) { (entry: ListEntry) throws(Fault) in
            append(entry, to: &bytes)
        }
        return bytes
    }

    static func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
