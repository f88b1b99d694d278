public import Ground
public import Imaging

/// What a camera has agreed to send, and how a frame of it becomes a picture.
public struct FrameFormat: Sendable, Hashable {
    /// Pixels; more than any camera has.
    private static let longestSide = 16_384

    public let pixelFormat: PixelFormat
    /// Pixels.
    public let width: Int
    /// Pixels.
    public let height: Int
    /// Bytes from one row to the next; 0 for compressed frames.
    public let stride: Int

    /// Checks what a driver said, as it may be anything.
    ///
    /// - Throws: ``Fault`` `camera.format`.
    public init(code: UInt32, width: UInt32, height: UInt32, stride: UInt32) throws(Fault) {
        guard let pixelFormat = PixelFormat(code: code) else {
            throw Fault("camera.format", "the camera insists on a format that is not understood; use another camera")
        }
        self.pixelFormat = pixelFormat
        (self.width, self.height, self.stride) = (Int(width), Int(height), Int(stride))
        let sides = 1...Self.longestSide
        guard sides.contains(self.width), sides.contains(self.height), self.stride <= 8 * Self.longestSide,
            pixelFormat == .motionJPEG || self.stride >= rowBytes
        else {
            throw Fault(
                "camera.format",
                "the camera offers frames of \(width) x \(height) pixels, \(stride) bytes a row; use another camera")
        }
    }

    /// The picture in a frame, in grey.
    ///
    /// - Throws: ``Fault`` `camera.frame` when the frame is too short, or the faults of ``ImageFile/read(_:)``.
    public func picture(of frame: UnsafeRawBufferPointer) throws(Fault) -> GrayImage {
        let step: Int
        switch pixelFormat {
        case .motionJPEG: return try ImageFile.read(Array(frame))
        case .gray: step = 1
        case .yuyv: step = 2
        }
        let needed = stride * (height - 1) + rowBytes
        guard frame.count >= needed else {
            throw Fault("camera.frame", "the camera sent \(frame.count) of \(needed) bytes; check its cable")
        }
        return GrayImage(width: width, height: height, pixelsPerInch: nil) { pixels in
            for y in 0..<height {
                for x in 0..<width { pixels[y * width + x] = frame[y * stride + x * step] }
            }
        }
    }

    /// Bytes of one row's pixels.
    private var rowBytes: Int { pixelFormat == .yuyv ? 2 * width : width }
}
