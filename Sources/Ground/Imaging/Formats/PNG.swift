internal import CImageCodecs
internal import Ground

/// Portable Network Graphics (ISO/IEC 15948), by libpng.
enum PNG {
    private static let codec = LibraryCodec(
        format: "PNG", header: { image_codec_png_header($0, $1, $2) },
        pixels: { image_codec_png_read($0, $1, $2, $3, $4) }, statements: statements)

    static func recognises(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    }

    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, pixelsPerInch: Double?) throws(Fault) -> GrayImage {
        try codec.decode(bytes, pixelsPerInch: pixelsPerInch)
    }

    static func encode(_ image: GrayImage) throws(Fault) -> WipingBytes {
        guard image.width > 0, image.height > 0 else {
            throw Fault(.imageEmpty, "a picture without pixels cannot be a PNG; take the picture again")
        }
        var written: UnsafeMutablePointer<UInt8>?
        var count = 0
        let status = image.withPixels { pixels in
            image_codec_png_write(
                pixels.baseAddress, UInt32(image.width), UInt32(image.height), image.pixelsPerInch ?? 0, &written,
                &count)
        }
        defer { image_codec_free(written, count) }
        guard status == image_codec_ok else {
            throw Fault(.imageMemory, "no memory is left to encode the PNG; close programs")
        }
        return WipingBytes(UnsafeBufferPointer(start: written, count: count))
    }

    /// Goes through the chunks: length, kind, content, checksum.
    private static func statements(_ bytes: UnsafeBufferPointer<UInt8>) -> FileStatements {
        var (found, texts) = (FileStatements(), 0)
        func number(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int { Int(bytes.prefix(4), .bigEndian) }
        var rest = bytes.dropFirst(8)
        while rest.count >= 12 {
            let body = rest.dropFirst(8).prefix(number(rest))
            let kind = rest.dropFirst(4).prefix(4)
            if kind.elementsEqual("IEND".utf8) { break }
            if kind.elementsEqual("pHYs".utf8) {
                let unit = body.last ?? 0
                found.resolutions.append(
                    body.count == 9
                        ? StatedResolution(
                            across: Double(number(body)), down: Double(number(body.dropFirst(4))),
                            unitsPerInch: unit == 1 ? StatedResolution.metres : nil,
                            riddle: unit > 1 ? "an unknown unit \(unit)" : nil)
                        : .unread("a resolution (pHYs) of \(body.count) bytes"))
            } else if kind.elementsEqual("sCAL".utf8) {
                found.resolutions.append(.unread("the size of what it shows (sCAL), which is not read"))
            } else if kind.elementsEqual("eXIf".utf8) {
                found += EXIF.read(body)
            } else if let text = PNGText.read(kind, body) {
                found += text
                texts += 1
                guard texts <= PNGText.most else {
                    found.resolutions.append(.unread("its metadata in more than \(PNGText.most) places"))
                    break
                }
            }
            rest = rest.dropFirst(12 + body.count)
        }
        return found
    }
}
