public import Ground

/// What the frames of a camera are.
public struct FrameFormat: Sendable, Hashable, Codable {
    /// Pixels; more than any camera has.
    private static let longestSide = 16_384

    public let pixelFormat: PixelFormat
    /// Pixels.
    public let width: Int
    /// Pixels.
    public let height: Int
    /// Bytes from one row to the next; 0 for Motion JPEG.
    public let stride: Int

    /// Checks what a driver said, as it may be anything.
    ///
    /// - Parameter stride: 0 where the driver does not say, which means rows without a gap.
    /// - Throws: ``Fault`` `camera.format`.
    public init(code: UInt32, width: UInt32, height: UInt32, stride: UInt32) throws(Fault) {
        guard let pixelFormat = PixelFormat(code: code) else {
            throw Fault(.cameraFormat, "the camera insists on a format that is not understood; use another camera")
        }
        let (sides, width, height, stride) = (1...Self.longestSide, Int(width), Int(height), Int(stride))
        let rowBytes = pixelFormat.rowBytes(width: width)
        guard sides.contains(width), sides.contains(height), stride <= 8 * Self.longestSide,
            pixelFormat == .motionJPEG || stride == 0 || stride >= rowBytes,
            pixelFormat != .yuyv || width % 2 == 0, pixelFormat != .nv12 || width % 2 == 0 && height % 2 == 0
        else {
            throw Fault(
                .cameraFormat,
                "the camera offers frames of \(width) x \(height) pixels, \(stride) bytes a row; use another camera")
        }
        self.pixelFormat = pixelFormat
        self.width = width
        self.height = height
        self.stride = pixelFormat == .motionJPEG ? 0 : max(stride, rowBytes)
    }

    /// Bytes that a whole frame has at least.
    public var leastBytes: Int {
        switch pixelFormat {
        case .motionJPEG: 2
        case .gray, .yuyv: stride * (height - 1) + pixelFormat.rowBytes(width: width)
        case .nv12: stride * (height + height / 2 - 1) + width
        }
    }
}

extension PixelFormat {
    /// Bytes of one row's pixels; of the brightness, where there are planes.
    fileprivate func rowBytes(width: Int) -> Int { self == .yuyv ? 2 * width : width }
}
