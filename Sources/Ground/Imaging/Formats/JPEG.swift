internal import CImageCodecs
internal import Ground

/// JPEG (ISO/IEC 10918-1) by libjpeg, with what JFIF (ISO/IEC 10918-5), EXIF, XMP and Photoshop state.
enum JPEG {
    private static let codec = LibraryCodec(
        format: "JPEG", header: { image_codec_jpeg_header($0, $1, $2) },
        pixels: { image_codec_jpeg_read($0, $1, $2, $3, $4) }, statements: statements)

    static func recognises(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { bytes.starts(with: [0xFF, 0xD8, 0xFF]) }

    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, pixelsPerInch: Double?) throws(Fault) -> GrayImage {
        try codec.decode(bytes, pixelsPerInch: pixelsPerInch)
    }

    /// Goes through the segments before the scan.
    private static func statements(_ bytes: UnsafeBufferPointer<UInt8>) -> FileStatements {
        var (found, parts) = (FileStatements(), [UInt8]())
        var rest = bytes.dropFirst(2)
        while let marker = rest.firstIndex(of: 0xFF) {
            rest = rest[marker...].drop { $0 == 0xFF }
            // The marker's code, then a length that counts itself.
            guard let code = rest.first, code != 0xDA, rest.count >= 3 else { break }
            rest = rest.dropFirst()
            guard code != 0, code != 1, !(0xD0...0xD8).contains(code) else { continue }
            let at = rest.startIndex
            let body = rest.prefix(Int(rest[at..<at + 2], .bigEndian)).dropFirst(2)
            rest = rest.dropFirst(2 + body.count)
            if code == 0xE0, body.starts(with: "JFIF\0".utf8) {
                found +=
                    body.count < 12
                    ? .unread("JFIF") : FileStatements(resolutions: [density(Array(body.prefix(12).dropFirst(7)))])
            } else if code == 0xE1, body.starts(with: "Exif\0".utf8) {
                found += EXIF.read(body.dropFirst(6))
            } else if code == 0xE1, let packet = XMP.packet(body) {
                // A property may begin in one part and end in the next.
                if XMP.isExtension(body) { parts += packet } else { found += XMP.read(packet) }
            } else if code == 0xED {
                found += Photoshop.read(body)
            }
        }
        parts.withUnsafeBufferPointer { found += XMP.read($0[...]) }
        return found
    }

    /// JFIF's unit (none, inches, centimetres), and big-endian the density along rows and down columns.
    private static func density(_ field: [UInt8]) -> StatedResolution {
        StatedResolution(
            across: Double(Int(field[1..<3], .bigEndian)), down: Double(Int(field[3..<5], .bigEndian)),
            unitsPerInch: field[0] == 1 ? 1 : field[0] == 2 ? StatedResolution.centimetres : nil,
            riddle: field[0] > 2 ? "an unknown unit \(field[0])" : nil)
    }
}
