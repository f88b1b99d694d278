internal import CImageCodecs
internal import Ground

/// JPEG (ISO/IEC 10918-1) with the density of JFIF (ISO/IEC 10918-5), by libjpeg.
enum JPEG {
    private static let codec = LibraryCodec(
        format: "JPEG", header: { image_codec_jpeg_header($0, $1, $2) },
        pixels: { image_codec_jpeg_read($0, $1, $2, $3, $4) })

    static func recognises(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { bytes.starts(with: [0xFF, 0xD8, 0xFF]) }

    static func decode(_ bytes: UnsafeBufferPointer<UInt8>) throws(Fault) -> GrayImage { try codec.decode(bytes) }
}
