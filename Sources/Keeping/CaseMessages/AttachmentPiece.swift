public import Ground

/// A piece of an ``Attachment``: an item of its own, which says where it belongs (docs/protocol.md).
///
/// Its content lies in wiping memory, here and in ``encoded()``. Thread-safe: immutable.
public struct AttachmentPiece: Sendable {
    private static let magic: [UInt8] = Array("RLATT".utf8) + [1]
    private static let headLength = magic.count + 16 + 4 + 4 + 4 + 32
    /// Bytes of what all pieces but the last hold: with head and seal they fit an item.
    public static let contentLimit = 1_000_000

    public let hit: UUIDv7
    /// From 0.
    public let index: Int
    /// Pieces of the whole.
    public let count: Int
    /// Bytes of the whole.
    public let length: Int
    /// SHA-256 of the whole, in lower-case hex.
    public let digest: String
    public let content: WipingBytes

    init(hit: UUIDv7, index: Int, of attachment: Attachment, content: WipingBytes) {
        self.hit = hit
        self.index = index
        count = attachment.pieces.count
        length = attachment.length
        digest = attachment.digest
        self.content = content
    }

    /// The piece as bytes, in wiping memory: seal them and let go.
    public func encoded() -> WipingBytes {
        let numbers = [index, count, length].flatMap { UInt32($0).bytes(.bigEndian) }
        let head = Self.magic + hit.bytes + numbers + (Hex.decode(digest) ?? [])
        return WipingBytes(count: head.count + content.count) { target in
            _ = target.update(fromContentsOf: head)
            content.withBytes { _ = target[head.count...].update(fromContentsOf: $0) }
        }
    }

    /// Reads what ``encoded()`` wrote; total: any bytes give a piece or a fault.
    ///
    /// - Throws: ``Fault`` `attachment.invalid`.
    public init(decoding bytes: WipingBytes) throws(Fault) {
        self = try bytes.withBytes { (all) throws(Fault) in try Self(reading: all) }
    }

    private init(reading all: UnsafeBufferPointer<UInt8>) throws(Fault) {
        let damaged = Fault(.attachmentInvalid, "a piece is damaged or of another version; look into the device")
        guard all.starts(with: Self.magic) else { throw damaged }
        var reader = ByteReader(all[Self.magic.count...], orThrow: damaged)
        guard let hit = UUIDv7(bytes: try reader.bytes(16)) else { throw damaged }
        self.hit = hit
        index = Int(try reader.uint32())
        count = Int(try reader.uint32())
        length = Int(try reader.uint32())
        digest = Hex.encode(try reader.bytes(32))
        content = WipingBytes(try reader.bytes(min(reader.left, Self.contentLimit)))
        guard reader.left == 0, index < count, count <= Attachment.mostPieces else { throw damaged }
    }

    func belongs(to attachment: Attachment, of hit: UUIDv7, at index: Int) -> Bool {
        self.hit == hit && self.index == index && count == attachment.pieces.count && length == attachment.length
            && digest == attachment.digest && content.count == attachment.range(of: index).count
    }
}
