internal import CZlib
internal import Ground

/// Metadata of other formats in the text chunks of a PNG: XMP, and the profiles that ImageMagick writes in hexadecimal.
enum PNGText {
    /// Bytes, unpacked.
    private static let limit: UInt = 1 << 20
    /// In one file: unpacking takes time.
    static let most = 16
    private static let xmp = "xml:com.adobe.xmp"
    private static let profileMark = "raw profile type "

    /// - Parameters:
    ///   - kind: of the chunk; one that is no text states nothing.
    ///   - body: total over anything; what is packed may be so long.
    /// - Returns: nil for what is no such text.
    static func read(_ kind: FileStatements.Bytes, _ body: FileStatements.Bytes) -> FileStatements? {
        let kind = String(decoding: Array(kind), as: UTF8.self)
        guard ["tEXt", "zTXt", "iTXt"].contains(kind) else { return nil }
        let word = body.prefix(80).prefix { $0 != 0 }
        // Whatever its letters' case: what other programs understand is not passed over.
        let keyword = String(decoding: Array(word), as: UTF8.self).lowercased()
        guard keyword == xmp || keyword.hasPrefix(profileMark) else { return nil }
        var text = body.dropFirst(word.count + 1)
        var isPacked = kind == "zTXt"
        if isPacked { text = text.dropFirst() }
        if kind == "iTXt" {
            isPacked = text.first != 0
            // Whether and how it is packed; then its language, and the keyword in it.
            text = text.dropFirst(2)
            for _ in 0..<2 { text = text.drop { $0 != 0 }.dropFirst() }
        }
        let plain = isPacked ? unpacked(text) : Array(text)
        let block = keyword == xmp ? plain : plain.flatMap(profile)
        return block?.withUnsafeBufferPointer { read(keyword, $0[...]) }
            ?? (isKnown(keyword) ? .unread(keyword) : .init())
    }

    /// Whether it is metadata in any case; a profile of another kind may be one of colours.
    private static func isKnown(_ keyword: String) -> Bool {
        keyword == xmp
            || ["exif", "app1", "xmp", "8bim", "iptc"].contains(String(keyword.dropFirst(profileMark.count)))
    }

    /// What it is shows by how it begins.
    private static func read(_ keyword: String, _ block: FileStatements.Bytes) -> FileStatements {
        if block.starts(with: "Exif\0".utf8) { return EXIF.read(block.dropFirst(6)) }
        if EXIF.begins(block) { return EXIF.read(block) }
        if let packet = XMP.packet(block) { return XMP.read(packet) }
        if keyword == xmp || keyword.hasSuffix(" xmp") || block.first == UInt8(ascii: "<") { return XMP.read(block) }
        return keyword.hasSuffix(" exif") || keyword.hasSuffix(" app1") ? .unread(keyword) : Photoshop.read(block)
    }

    /// A line of its own for the profile's name and one for its length, then hexadecimal in lines.
    private static func profile(_ text: [UInt8]) -> [UInt8]? {
        let lines = text.split(separator: 10, omittingEmptySubsequences: true)
        return Hex.decode(String(decoding: lines.dropFirst(2).joined(), as: UTF8.self))
    }

    private static func unpacked(_ packed: FileStatements.Bytes) -> [UInt8]? {
        var count = limit
        let unpacked = [UInt8](unsafeUninitializedCapacity: Int(limit)) { target, written in
            let bytes = UnsafeBufferPointer(rebasing: packed)
            let isDone = uncompress(target.baseAddress, &count, bytes.baseAddress, UInt(bytes.count)) == Z_OK
            written = isDone ? Int(count) : 0
        }
        return unpacked.isEmpty ? nil : unpacked
    }
}
