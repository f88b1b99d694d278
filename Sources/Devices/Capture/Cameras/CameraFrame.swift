public import Ground
public import Imaging

/// One whole frame of a camera, wiped when the last copy goes.
///
/// Motion JPEG is not decoded: it is checked segment by segment and written anew, with nothing in it but what a decoder
/// needs, so that a hostile camera meets no decoder in this process.
public struct CameraFrame: Sendable {
    /// As the camera sent it.
    public let bytes: WipingBytes
    private let content: Content
    public let format: FrameFormat
    /// The kernel's number of the frame; a gap means that frames were lost.
    public let sequence: UInt32
    /// When the kernel had the frame.
    public let captured: ContinuousClock.Instant
    /// Up to this frame, since the camera was opened.
    public internal(set) var losses: FrameLosses

    /// - Parameter bytes: at least as many as the format's frames have.
    /// - Throws: ``Fault`` `camera.frame` for fewer, for damaged Motion JPEG and for one of another size;
    ///   `camera.unsupported` for a JPEG that is not baseline.
    public init(
        bytes: WipingBytes, format: FrameFormat, sequence: UInt32, captured: ContinuousClock.Instant,
        losses: FrameLosses
    ) throws(Fault) {
        guard bytes.count >= format.leastBytes else {
            throw Fault(.cameraFrame, "the camera sent \(bytes.count) of \(format.leastBytes) bytes; check its cable")
        }
        content =
            switch format.pixelFormat {
            case .gray: .pixels(.gray)
            case .yuyv: .pixels(.yuyv)
            case .nv12: .pixels(.nv12)
            case .motionJPEG: .jpeg(try Self.whole(bytes, as: format))
            }
        self.bytes = bytes
        self.format = format
        self.sequence = sequence
        self.captured = captured
        self.losses = losses
    }

    /// The picture in the frame, in grey.
    ///
    /// - Throws: ``Fault`` `camera.frame` for Motion JPEG whose damage shows when it is decoded.
    public func picture() throws(Fault) -> GrayImage {
        if case .jpeg(let jpeg) = content {
            do throws(Fault) { return try jpeg.picture() } catch { throw Self.refused(error) }
        }
        let step = format.pixelFormat == .yuyv ? 2 : 1
        return GrayImage(width: format.width, height: format.height, pixelsPerInch: nil) { pixels in
            bytes.withBytes { frame in
                for y in 0..<format.height {
                    let (target, source) = (y * format.width, y * format.stride)
                    for x in 0..<format.width { pixels[target + x] = frame[source + x * step] }
                }
            }
        }
    }

    /// The frame as a JPEG that any browser may be given; frames of pixels are encoded.
    ///
    /// - Parameter quality: of frames that are encoded, 1 to 100.
    /// - Throws: ``Fault`` `image.memory`.
    public func jpeg(quality: Int = 80) throws(Fault) -> WipingBytes {
        switch content {
        case .jpeg(let jpeg): jpeg.bytes
        case .pixels(let layout):
            try ImageFile.jpegBytes(
                of: bytes, layout, width: format.width, height: format.height, stride: format.stride, quality: quality)
        }
    }

    private enum Content {
        case pixels(JPEGLayout)
        case jpeg(MotionJPEG)
    }

    /// A JPEG of another size than was agreed on is damage, or an attack; only whole blocks more are usual.
    private static func whole(_ bytes: WipingBytes, as format: FrameFormat) throws(Fault) -> MotionJPEG {
        let whole = try bytes.withBytes { frame throws(Fault) in
            do throws(Fault) { return try MotionJPEG(frame) } catch { throw Self.refused(error) }
        }
        func fits(_ side: Int, _ agreed: Int) -> Bool { (agreed...(agreed + 15) / 16 * 16).contains(side) }
        guard fits(whole.width, format.width), fits(whole.height, format.height) else {
            throw Fault(
                .cameraFrame,
                "the camera sent \(whole.width) x \(whole.height) pixels instead of the \(format.width) x "
                    + "\(format.height) that it agreed to; use another size, or another camera")
        }
        return whole
    }

    private static func refused(_ cause: Fault) -> Fault {
        guard cause.code == .imageUnsupported else {
            return Fault(
                .cameraFrame, "the camera sent a damaged JPEG; check its cable, or use another socket", cause: cause)
        }
        return Fault(
            .cameraUnsupported, "the camera sends a JPEG that is not baseline; use another camera", cause: cause)
    }
}

/// Frames that did not reach anyone, since the camera was opened.
public struct FrameLosses: Sendable, Hashable, Codable {
    /// Never came: the kernel's numbers have gaps there.
    public var lost = 0
    /// Came damaged or cut short.
    public var damaged = 0
    /// Were whole, but a newer frame came before anyone asked.
    public var skipped = 0

    public init() {}
}
