internal import Crypto
public import Ground

/// What belongs to a hit and is too large for it, as the hit names it: it follows in pieces, each an item of its own.
public struct Attachment: Codable, Sendable, Equatable {
    /// Bytes of all attachments of a hit together, at most.
    public static let limit = 64 << 20
    static let mostPieces = (limit + AttachmentPiece.contentLimit - 1) / AttachmentPiece.contentLimit

    /// Its media type, for example `image/png`.
    public let type: String
    /// Bytes of the whole.
    public let length: Int
    /// SHA-256 of the whole, in lower-case hex.
    public let digest: String
    /// The items that carry it, in order.
    public let pieces: [UUIDv7]

    /// Cuts bytes into pieces.
    ///
    ///     let (attachment, pieces) = try Attachment.cut(png, type: "image/png", of: hit)
    ///     for (item, piece) in zip(attachment.pieces, pieces) { try identity.seal(piece.encoded(), item: item) }
    ///
    /// - Parameter hit: whose attachment it is.
    /// - Throws: ``Fault`` `attachment.tooLarge` beyond ``limit``; without a byte there is nothing to attach.
    public static func cut(
        _ bytes: WipingBytes, type: String, of hit: UUIDv7
    ) throws(Fault) -> (attachment: Attachment, pieces: [AttachmentPiece]) {
        guard (1...limit).contains(bytes.count) else {
            throw Fault(
                .attachmentTooLarge,
                "an attachment of \(bytes.count) bytes does not have 1 to \(limit); use a smaller picture")
        }
        let count = (bytes.count + AttachmentPiece.contentLimit - 1) / AttachmentPiece.contentLimit
        let attachment = Attachment(
            type: type, length: bytes.count, digest: bytes.withBytes { Hex.encode(SHA256.hash(data: $0)) },
            pieces: (0..<count).map { _ in UUIDv7() })
        let pieces = bytes.withBytes { all in
            attachment.pieces.indices.map { index in
                AttachmentPiece(
                    hit: hit, index: index, of: attachment, content: WipingBytes(all[attachment.range(of: index)]))
            }
        }
        return (attachment, pieces)
    }

    /// Puts the pieces together again.
    ///
    /// - Parameter found: of the items in ``pieces``, in their order.
    /// - Throws: ``Fault`` `attachment.invalid` where a piece belongs elsewhere, or the whole is not what the hit named.
    public func joined(_ found: [AttachmentPiece], of hit: UUIDv7) throws(Fault) -> WipingBytes {
        guard found.count == pieces.count else { throw invalid("it comes in \(found.count) pieces") }
        for (index, piece) in found.enumerated() where !piece.belongs(to: self, of: hit, at: index) {
            throw invalid("item \(pieces[index]) is not piece \(index + 1) of \(pieces.count) of it")
        }
        let whole = WipingBytes(count: length) { target in
            for (index, piece) in found.enumerated() {
                piece.content.withBytes { bytes in
                    _ = target[range(of: index).lowerBound...].update(fromContentsOf: bytes)
                }
            }
        }
        let digest = whole.withBytes { Hex.encode(SHA256.hash(data: $0)) }
        guard digest == self.digest else { throw invalid("its SHA-256 is \(digest), not \(self.digest)") }
        return whole
    }

    /// Which bytes of the whole a piece holds.
    func range(of index: Int) -> Range<Int> {
        let start = index * AttachmentPiece.contentLimit
        return start..<min(length, start + AttachmentPiece.contentLimit)
    }

    /// Whether it is within the limits and cut as ``cut(_:type:of:)`` does.
    var isValid: Bool {
        (1...Self.limit).contains(length) && type.utf8.count <= 64 && Hex.decode(digest)?.count == 32
            && pieces.count == (length + AttachmentPiece.contentLimit - 1) / AttachmentPiece.contentLimit
            && Set(pieces).count == pieces.count
    }

    private func invalid(_ what: String) -> Fault {
        Fault(.attachmentInvalid, "the attachment does not hold what the hit has named: \(what); look into the device")
    }
}
