internal import Ground

extension GrayImage {
    /// Makes a picture of the stated size from a decoder that may find its input damaged.
    static func typed(
        _ header: ImageHeader, _ fill: (UnsafeMutableBufferPointer<UInt8>) throws(Fault) -> Void
    ) throws(Fault) -> GrayImage {
        var failure: Fault?
        let image = GrayImage(width: header.width, height: header.height, pixelsPerInch: header.pixelsPerInch) {
            pixels in
            do throws(Fault) { try fill(pixels) } catch { failure = error }
        }
        if let failure { throw failure }
        return image
    }
}
