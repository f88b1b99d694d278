public import Ground
public import Imaging

/// A picture on its way: width and height (2 bytes each), then the pixels, 8-bit grey, row by row from the top left, dark
/// ridges on light, upright.
public enum VendorFrame {
    public static let headerLength = 4

    /// - Parameter expected: as the reader was described; any other picture is refused.
    public static func decode(
        _ payload: WipingBytes, expected: (width: Int, height: Int, pixelsPerInch: Double)
    ) throws(Fault) -> GrayImage {
        let header = payload.withBytes { Array($0.prefix(headerLength)) }
        guard header.count == headerLength, Int(header[0..<2], .littleEndian) == expected.width,
            Int(header[2..<4], .littleEndian) == expected.height,
            payload.count == headerLength + expected.width * expected.height
        else { throw .vendor("sent a picture of another size than it described") }
        return GrayImage(width: expected.width, height: expected.height, pixelsPerInch: expected.pixelsPerInch) {
            pixels in
            payload.withBytes { _ = pixels.update(fromContentsOf: $0[headerLength...]) }
        }
    }

    public static func payload(of image: GrayImage) -> WipingBytes {
        WipingBytes(count: headerLength + image.width * image.height) { target in
            _ = target.update(
                fromContentsOf: UInt16(image.width).bytes(.littleEndian) + UInt16(image.height).bytes(.littleEndian))
            image.withPixels { pixels in
                _ = UnsafeMutableBufferPointer(rebasing: target[headerLength...]).update(fromContentsOf: pixels)
            }
        }
    }
}
