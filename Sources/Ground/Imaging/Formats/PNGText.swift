internal import CZlib
internal import Ground

/// Metadata of other formats in the text chunks of a PNG: XMP, and the profiles that ImageMagick writes in hexadecimal.
enum PNGText {
    /// Bytes, unpacked.
    private static let limit: UInt = 1 << 20
    /// In one file: unpacking takes time.
    static let most = 16
    private static let xmp = Array("XML:com.adobe.xmp".utf8)
    private static let profiles = ["exif", "APP1", "xmp", "8bim", "iptc"].map { Array("Raw profile type \($0)".utf8) }

    /// - Parameters:
    ///   - kind: of the chunk; one that is no text states nothing.
    ///   - body: total over anything; what is packed may be so long.
    /// - Returns: nil for what is no such text.
    static func read(_ kind: FileStatements.Bytes, _ body: FileStatements.Bytes) -> FileStatements? {
        let kind = String(decoding: Array(kind), as: UTF8.self)
        guard ["tEXt", "zTXt", "iTXt"].contains(kind) else { return nil }
        let keyword = Array(body.prefix(80).prefix { $0 != 0 })
        guard keyword == xmp || profiles.contains(keyword) else { return nil }
        var text = body.dropFirst(keyword.count + 1)
        var isPacked = kind == "zTXt"
        if isPacked { text = text.dropFirst() }
        if kind == "iTXt" {
            isPacked = text.first != 0
            // Whether and how it is packed; then its language, and the keyword in it.
            text = text.dropFirst(2)
            for _ in 0..<2 { text = text.drop { $0 != 0 }.dropFirst() }
        }
        let plain = isPacked ? unpacked(text) : Array(text)
        guard let plain, let block = keyword == xmp ? plain : profile(plain) else {
            return FileStatements(resolutions: [
                .unread("metadata (\(String(decoding: keyword, as: UTF8.self))) that cannot be read")
            ])
        }
        return block.withUnsafeBufferPointer { block in
            let exif = block[...].dropFirst(block.starts(with: "Exif\0".utf8) ? 6 : 0)
            var statements = EXIF.read(exif)
            if statements.resolutions.isEmpty { statements += XMP.read(block[...]) }
            statements += Photoshop.read(block[...])
            return statements
        }
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
