internal import CImageCodecs
internal import Ground

/// Portable Network Graphics (ISO/IEC 15948), by libpng.
enum PNG {
    private static let codec = LibraryCodec(
        format: "PNG", header: { image_codec_png_header($0, $1, $2) },
        pixels: { image_codec_png_read($0, $1, $2, $3, $4) })

    static func recognises(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    }

    static func decode(_ bytes: UnsafeBufferPointer<UInt8>) throws(Fault) -> GrayImage { try codec.decode(bytes) }

    static func encode(_ image: GrayImage) throws(Fault) -> [UInt8] {
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
        return Array(UnsafeBufferPointer(start: written, count: count))
    }
}
