internal import CImageCodecs
public import Ground

/// How the bytes of an uncompressed camera frame lie.
public enum JPEGLayout: Sendable {
    /// One byte a pixel.
    case gray
    /// Two pixels in four bytes: brightness, blue, brightness, red.
    case yuyv
    /// A plane of brightness, then rows of blue and red in turn for each two by two pixels.
    case nv12

    var codec: image_codec_layout {
        switch self {
        case .gray: image_codec_gray
        case .yuyv: image_codec_yuyv
        case .nv12: image_codec_nv12
        }
    }
}

extension ImageFile {
    /// A camera frame as a baseline JPEG in its colours, with the standard Huffman tables.
    ///
    /// - Parameters:
    ///   - frame: as many bytes as the layout says.
    ///   - width: pixels, even where there are colours.
    ///   - height: pixels.
    ///   - stride: bytes from one row to the next, at least those of a row.
    ///   - quality: 1 to 100.
    /// - Throws: ``Fault`` `image.memory`.
    public static func jpegBytes(
        of frame: WipingBytes, _ layout: JPEGLayout, width: Int, height: Int, stride: Int, quality: Int
    ) throws(Fault) -> WipingBytes {
        var written: UnsafeMutablePointer<UInt8>?
        var count = 0
        let status = frame.withBytes { bytes in
            image_codec_jpeg_write(
                bytes.baseAddress, bytes.count, UInt32(width), UInt32(height), stride, layout.codec, Int32(quality),
                &written, &count)
        }
        defer { image_codec_free(written, count) }
        guard status == image_codec_ok else {
            throw Fault(.imageMemory, "no memory is left to encode the JPEG; close programs")
        }
        return WipingBytes(UnsafeBufferPointer(start: written, count: count))
    }
}
