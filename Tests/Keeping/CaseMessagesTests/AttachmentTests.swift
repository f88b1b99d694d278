import Foundation
import Ground
import Testing

@testable import CaseMessages

@Suite("An attachment")
struct AttachmentTests {
    private let hit = UUIDv7()

    private func bytes(_ count: Int) -> WipingBytes {
        WipingBytes(count: count) { target in
            for at in stride(from: 0, to: count, by: 997) { target[at] = UInt8(truncatingIfNeeded: at >> 3) }
        }
    }

    private func isSame(_ one: WipingBytes, _ other: WipingBytes) -> Bool {
        one.withBytes { Data($0) } == other.withBytes { Data($0) }
    }

    @Test(
        "is cut into pieces that fit an item, and is the same when they are put together",
        arguments: [
            (1, 1), (999_999, 1), (1_000_000, 1), (1_000_001, 2), (3_000_000, 3), (3_500_000, 4), (64 << 20, 68),
        ])
    func cut(length: Int, count: Int) throws {
        let whole = bytes(length)
        let (attachment, pieces) = try Attachment.cut(whole, type: "image/png", of: hit)
        #expect(attachment.isValid && attachment.length == length)
        #expect(pieces.count == count && Set(attachment.pieces).count == count)
        let wire = pieces.map { $0.encoded() }
        #expect(wire.allSatisfy { $0.count + 48 <= SealedItem.limit })
        let read = try wire.map { try AttachmentPiece(decoding: $0) }
        #expect(read.map(\.index) == Array(0..<count) && read.allSatisfy { $0.hit == hit && $0.length == length })
        #expect(isSame(try attachment.joined(read, of: hit), whole))
    }

    @Test("of nothing, or of more than 64 MiB, is none", arguments: [0, (64 << 20) + 1])
    func bounds(length: Int) {
        #expect(throws: Fault(.init("attachment.tooLarge"), "")) {
            try Attachment.cut(WipingBytes(count: length) { _ in }, type: "image/png", of: hit)
        }
    }

    @Test("is refused when a piece is missing, is another's, stands elsewhere or has other bytes")
    func wrong() throws {
        let (attachment, pieces) = try Attachment.cut(bytes(2_500_000), type: "image/png", of: hit)
        let other = try Attachment.cut(bytes(2_500_001), type: "image/png", of: hit).pieces
        let zeros = WipingBytes(count: 1_000_000) { _ in }
        let forged = AttachmentPiece(hit: hit, index: 1, of: attachment, content: zeros)
        let short = AttachmentPiece(hit: hit, index: 2, of: attachment, content: WipingBytes([1]))
        let wrong: [[AttachmentPiece]] = [
            [], Array(pieces.dropLast()), pieces + [pieces[2]], [pieces[1], pieces[0], pieces[2]],
            [pieces[0], pieces[0], pieces[2]], [pieces[0], pieces[1], other[2]], [pieces[0], forged, pieces[2]],
            [pieces[0], pieces[1], short],
        ]
        for found in wrong {
            #expect(throws: Fault(.init("attachment.invalid"), "")) { try attachment.joined(found, of: hit) }
        }
        #expect(throws: Fault(.init("attachment.invalid"), "")) { try attachment.joined(pieces, of: UUIDv7()) }
        #expect(try attachment.joined(pieces, of: hit).count == 2_500_000)
    }

    @Test("names its pieces in bytes that are fixed")
    func wire() throws {
        let (attachment, pieces) = try Attachment.cut(WipingBytes(Array("abc".utf8)), type: "image/png", of: hit)
        // SHA-256 of `abc`: FIPS 180-2, appendix B.1.
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(attachment.digest == digest)
        let expected =
            Array("RLATT".utf8) + [1] + hit.bytes + [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 3]
            + (try #require(Hex.decode(digest))) + Array("abc".utf8)
        #expect(pieces[0].encoded().withBytes { Array($0) } == expected)
    }

    @Test("Every truncation, and every flipped bit, of a piece's head is a fault or a piece of something else")
    func hostile() throws {
        let (attachment, pieces) = try Attachment.cut(WipingBytes([1, 2, 3]), type: "image/png", of: hit)
        let whole = pieces[0].encoded().withBytes { Array($0) }
        for count in 0..<whole.count - 3 {
            #expect(throws: Fault(.init("attachment.invalid"), "")) {
                try AttachmentPiece(decoding: WipingBytes(whole.prefix(count)))
            }
        }
        for at in whole.indices {
            for bit in 0..<8 {
                var damaged = whole
                damaged[at] ^= 1 << bit
                #expect(throws: Fault(.init("attachment.invalid"), "")) {
                    try attachment.joined([AttachmentPiece(decoding: WipingBytes(damaged))], of: hit)
                }
            }
        }
        let long = whole + [UInt8](repeating: 0, count: 1_000_000)
        #expect(throws: Fault(.init("attachment.invalid"), "")) { try AttachmentPiece(decoding: WipingBytes(long)) }
    }
}
