public import Foundation
public import Ground

/// Several sealed items in one body, as they go over the wire and into export files (docs/protocol.md).
public struct ItemBatch: Sendable, Equatable {
    /// One sealed item.
    public struct Entry: Sendable, Equatable {
        public let identifier: UUIDv7
        /// The number of its ``ItemKind``, or of one that a newer device has.
        public let kind: UInt8
        public let bytes: Data

        public init(identifier: UUIDv7, kind: UInt8, bytes: Data) {
            self.identifier = identifier
            self.kind = kind
            self.bytes = bytes
        }

        public init(_ item: SealedItem) {
            self.init(identifier: item.identifier, kind: item.kind.number, bytes: item.bytes)
        }
    }

    /// Items of a batch, at most.
    public static let items = 64
    /// Bytes of the encoded form, at most; one item of the largest size always fits.
    public static let limit = 4 << 20
    /// What an item adds to its sealed bytes.
    public static let overhead = 21
    private static let magic = Data("RLIB".utf8) + [1]

    public let entries: [Entry]

    public init(_ entries: [Entry]) { self.entries = entries }

    /// `RLIB`, the byte 1, then for each item 16 bytes of identifier, a byte of kind, a 32-bit big-endian length
    /// and so many bytes.
    public func encoded() -> Data {
        var data = Self.magic
        data.reserveCapacity(entries.reduce(Self.magic.count) { $0 + $1.bytes.count + Self.overhead })
        for entry in entries {
            data += entry.identifier.bytes
            data.append(entry.kind)
            data += UInt32(entry.bytes.count).bytes(.bigEndian)
            data.append(entry.bytes)
        }
        return data
    }

    /// Reads a batch that somebody else wrote.
    ///
    /// - Throws: ``Fault`` `batch.invalid` unless every byte is accounted for, within the limits above.
    public init(decoding data: Data) throws(Fault) {
        func invalid(_ reason: String) -> Fault {
            Fault(.batchInvalid, "the batch of items \(reason); make it again from the outbox")
        }
        guard data.count <= Self.limit else { throw invalid("has \(data.count) bytes, more than \(Self.limit)") }
        guard data.starts(with: Self.magic) else { throw invalid("does not begin as one") }
        var reader = ByteReader(data.dropFirst(Self.magic.count), orThrow: invalid("ends within an item"))
        var entries: [Entry] = []
        while reader.left > 0 {
            guard entries.count < Self.items else { throw invalid("holds more than \(Self.items) items") }
            guard let identifier = UUIDv7(bytes: try reader.bytes(16)) else {
                throw invalid("names an item by something else than a UUID of version 7")
            }
            let kind = try reader.uint8()
            let bytes = Data(try reader.bytes(Int(reader.uint32())))
            entries.append(Entry(identifier: identifier, kind: kind, bytes: bytes))
        }
        self.entries = entries
    }
}
