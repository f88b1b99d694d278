internal import Crypto
internal import Foundation
internal import Ground
internal import ListFiles

/// One sealed piece of a list file's contents.
///
/// A chunk is its length (4 bytes, big endian; the top bit marks the last one), then ChaCha20-Poly1305 over a method
/// byte (0 stored, 1 raw deflate) and the contents. The nonce is the chunk's number and whether it is the last, so
/// that leaving out, reordering and cutting off are noticed (the STREAM construction; Hoang, Reyhanitabar, Rogaway and
/// Vizár, 2015).
enum ListChunk {
    /// Bytes of contents in every chunk but the last.
    static let size = 64 << 10
    private static let lastMark: UInt32 = 1 << 31
    private static let tagSize = 16

    /// - Returns: the chunk with its length before it.
    static func seal(
        _ contents: ArraySlice<UInt8>, number: UInt64, isLast: Bool, key: SymmetricKey, compresses: Bool
    ) throws(Fault) -> [UInt8] {
        var plain = [UInt8(0)] + contents
        if compresses, let small = contents.withUnsafeBytes(Deflate.compress) { plain = [1] + small }
        defer { plain.wipe() }
        do {
            let box = try ChaChaPoly.seal(plain, using: key, nonce: nonce(number, isLast))
            let length = UInt32(box.ciphertext.count + tagSize)
            return (isLast ? length | lastMark : length).bytes(.bigEndian) + box.ciphertext + box.tag
        } catch { throw Fault(.listSeal, "a piece of a list cannot be sealed; report this", cause: error) }
    }

    /// Opens the next chunk.
    ///
    /// - Parameter read: gives exactly so many bytes of the file.
    /// - Throws: ``Fault`` `list.malformed`; `list.seal` when the chunk is not the one that was sealed here.
    static func open(number: UInt64, key: SymmetricKey, read: (Int) throws(Fault) -> [UInt8]) throws(Fault) -> (
        contents: [UInt8], isLast: Bool
    ) {
        let mark = UInt32(try read(4), .bigEndian)
        let isLast = mark & lastMark != 0
        let length = Int(mark & ~lastMark)
        guard length > tagSize, length <= 1 + size + tagSize else {
            throw Fault(.listMalformed, "piece \(number) of the list has an impossible length; fetch it again")
        }
        let sealed = try read(length)
        var plain: Data
        do {
            let box = try ChaChaPoly.SealedBox(
                nonce: nonce(number, isLast), ciphertext: sealed.dropLast(tagSize), tag: sealed.suffix(tagSize))
            plain = try ChaChaPoly.open(box, using: key)
        } catch {
            throw Fault(
                .listSeal, "piece \(number) of the list is damaged, or sealed with another key; fetch it again",
                cause: error)
        }
        defer { plain.wipe() }
        switch plain.first {
        case 0: return (Array(plain.dropFirst()), isLast)
        case 1:
            guard let contents = plain.dropFirst().withUnsafeBytes({ Deflate.expand($0, limit: size) }) else {
                throw Fault(.listMalformed, "piece \(number) of the list cannot be decompressed; fetch it again")
            }
            return (contents, isLast)
        default:
            throw Fault(.listVersion, "the list is compressed in an unknown way; update this device's software")
        }
    }

    private static func nonce(_ number: UInt64, _ isLast: Bool) throws -> ChaChaPoly.Nonce {
        try ChaChaPoly.Nonce(data: [0, 0, 0] + number.bytes(.bigEndian) + [isLast ? 1 : 0])
    }
}
