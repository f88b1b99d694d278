internal import CImageCodecs
internal import Ground

/// The two steps common to the formats that a C library decodes: check the header, then decode into the picture.
struct LibraryCodec {
    typealias Bytes = UnsafePointer<UInt8>
    let format: String
    let header: @Sendable (Bytes?, Int, UnsafeMutablePointer<image_codec_header>?) -> image_codec_status
    let pixels: @Sendable (Bytes?, Int, UnsafeMutablePointer<UInt8>?, UInt32, UInt32) -> image_codec_status
    /// All that a file states beside its pixels; total over any bytes.
    let statements: @Sendable (UnsafeBufferPointer<UInt8>) -> FileStatements

    /// - Parameter pixelsPerInch: what the resolution is, whatever the file states; nil believes the file.
    func decode(_ bytes: UnsafeBufferPointer<UInt8>, pixelsPerInch: Double?) throws(Fault) -> GrayImage {
        var stated = image_codec_header()
        try check(header(bytes.baseAddress, bytes.count, &stated))
        let statements = statements(bytes)
        let header = try ImageHeader(
            format: format, width: Int(stated.width), height: Int(stated.height),
            pixelsPerInch: try StatedResolution.agreed(statements.resolutions, format: format, told: pixelsPerInch))
        var status = image_codec_ok
        let image = GrayImage(width: header.width, height: header.height, pixelsPerInch: header.pixelsPerInch) {
            status = pixels(bytes.baseAddress, bytes.count, $0.baseAddress, stated.width, stated.height)
        }
        try check(status)
        return try statements.upright(image, format: format)
    }

    private func check(_ status: image_codec_status) throws(Fault) {
        switch status {
        case image_codec_ok: return
        case image_codec_unsupported: throw ImageHeader.unsupported(format, "arithmetic-coded or made for print (CMYK)")
        case image_codec_memory:
            throw Fault(.imageMemory, "no memory is left to decode the \(format); close programs")
        case image_codec_bomb:
            throw Fault(.imageTooLarge, "the \(format) states more pixels than its bytes can hold; fetch it again")
        default: throw ImageHeader.broken(format)
        }
    }
}
