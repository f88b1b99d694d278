internal import Ground

/// Windows bitmap without compression: 1, 4, 8, 24 and 32 bits a pixel, rows in either order (BITMAPINFOHEADER and later).
enum BMP {
    static func recognises(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { bytes.starts(with: "BM".utf8) }

    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, pixelsPerInch: Double?) throws(Fault) -> GrayImage {
        guard bytes.count >= 54 else { throw ImageHeader.broken("BMP") }
        let start = Int(word(bytes, 10))
        let headerSize = Int(word(bytes, 14))
        guard headerSize >= 40 else { throw ImageHeader.unsupported("BMP", "of the OS/2 kind") }
        let signedHeight = Int(Int32(bitPattern: word(bytes, 22)))
        let depth = Int(word(bytes, 28) & 0xFFFF)
        let compression = word(bytes, 30)
        let header = try ImageHeader(
            format: "BMP", width: Int(Int32(bitPattern: word(bytes, 18))), height: abs(signedHeight),
            pixelsPerInch: try StatedResolution.agreed([resolution(bytes)], format: "BMP", told: pixelsPerInch))
        guard compression == 0 || (compression == 3 && depth == 32 && hasUsualMasks(bytes)) else {
            throw ImageHeader.unsupported("BMP", "compressed")
        }
        guard [1, 4, 8, 24, 32].contains(depth) else {
            throw ImageHeader.unsupported("BMP", "of \(depth) bits a pixel")
        }
        let rowBytes = (header.width * depth + 31) / 32 * 4
        guard start >= 54, bytes.count >= start, bytes.count - start >= rowBytes * header.height else {
            throw ImageHeader.broken("BMP")
        }
        let palette = depth <= 8 ? try greyPalette(bytes, at: 14 + headerSize, depth: depth, before: start) : []
        return try GrayImage.typed(header) { (pixels) throws(Fault) in
            for y in 0..<header.height {
                let row = start + (signedHeight < 0 ? y : header.height - 1 - y) * rowBytes
                for x in 0..<header.width {
                    let grey: UInt8
                    if depth >= 24 {
                        let at = row + x * depth / 8
                        grey = luma(red: bytes[at + 2], green: bytes[at + 1], blue: bytes[at])
                    } else {
                        let byte = Int(bytes[row + x * depth / 8])
                        let index = byte >> (8 - depth - x * depth % 8) & ((1 << depth) - 1)
                        guard index < palette.count else { throw ImageHeader.broken("BMP") }
                        grey = palette[index]
                    }
                    pixels[y * header.width + x] = grey
                }
            }
        }
    }

    /// Signed, and per metre.
    private static func resolution(_ bytes: UnsafeBufferPointer<UInt8>) -> StatedResolution {
        StatedResolution(
            across: Double(Int32(bitPattern: word(bytes, 38))), down: Double(Int32(bitPattern: word(bytes, 42))),
            unitsPerInch: StatedResolution.metres)
    }

    private static func greyPalette(
        _ bytes: UnsafeBufferPointer<UInt8>, at offset: Int, depth: Int, before end: Int
    ) throws(Fault) -> [UInt8] {
        let stated = Int(word(bytes, 46))
        let count = stated == 0 ? 1 << depth : stated
        guard count <= 1 << depth, offset <= end, end - offset >= 4 * count else { throw ImageHeader.broken("BMP") }
        return (0..<count).map { index in
            let at = offset + 4 * index
            return luma(red: bytes[at + 2], green: bytes[at + 1], blue: bytes[at])
        }
    }

    /// Whether the bit fields put red, green and blue where a file without them has them.
    private static func hasUsualMasks(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count >= 66 && word(bytes, 54) == 0xFF0000 && word(bytes, 58) == 0xFF00 && word(bytes, 62) == 0xFF
    }

    /// ITU-R BT.601.
    private static func luma(red: UInt8, green: UInt8, blue: UInt8) -> UInt8 {
        let thousandfold = UInt32(red) * 299 + UInt32(green) * 587 + UInt32(blue) * 114
        return UInt8((thousandfold + 500) / 1000)
    }

    private static func word(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> UInt32 {
        UInt32(bytes[at..<at + 4], .littleEndian)
    }
}
