public import Ground
public import Imaging

/// One frame as the camera sent it, wiped when the last copy goes.
public struct CameraFrame: Sendable {
    public let bytes: WipingBytes
    public let format: FrameFormat
    /// The kernel's number of the frame; a gap means that frames were lost.
    public let sequence: UInt32
    /// When the kernel had the frame.
    public let captured: ContinuousClock.Instant
    /// Up to this frame, since the camera was opened.
    public internal(set) var losses: FrameLosses

    /// - Parameter bytes: at least as many as the format's frames have.
    /// - Throws: ``Fault`` `camera.frame` for fewer.
    public init(
        bytes: WipingBytes, format: FrameFormat, sequence: UInt32, captured: ContinuousClock.Instant,
        losses: FrameLosses
    ) throws(Fault) {
        guard bytes.count >= format.leastBytes else {
            throw Fault(.cameraFrame, "the camera sent \(bytes.count) of \(format.leastBytes) bytes; check its cable")
        }
        self.bytes = bytes
        self.format = format
        self.sequence = sequence
        self.captured = captured
        self.losses = losses
    }

    /// The picture in the frame, in grey.
    ///
    /// - Throws: ``Fault`` `camera.frame` for damaged Motion JPEG.
    public func picture() throws(Fault) -> GrayImage {
        let step = format.pixelFormat == .yuyv ? 2 : 1
        if format.pixelFormat == .motionJPEG { return try wholeJPEG().picture() }
        return GrayImage(width: format.width, height: format.height, pixelsPerInch: nil) { pixels in
            bytes.withBytes { frame in
                for y in 0..<format.height {
                    let (target, source) = (y * format.width, y * format.stride)
                    for x in 0..<format.width { pixels[target + x] = frame[source + x * step] }
                }
            }
        }
    }

    /// The frame as a JPEG that any browser may be given.
    ///
    /// Motion JPEG is not decoded: it is checked segment by segment and written anew, with nothing in it but what a
    /// decoder needs, so that a hostile camera meets no decoder in this process. Other frames are encoded.
    /// - Parameter quality: of frames that are encoded, 1 to 100.
    /// - Throws: ``Fault`` `camera.frame` for damaged Motion JPEG, `image.memory`.
    public func jpeg(quality: Int = 80) throws(Fault) -> WipingBytes {
        let layout: JPEGLayout
        switch format.pixelFormat {
        case .motionJPEG: return try wholeJPEG().bytes
        case .gray: layout = .gray
        case .yuyv: layout = .yuyv
        case .nv12: layout = .nv12
        }
        return try ImageFile.jpegBytes(
            of: bytes, layout, width: format.width, height: format.height, stride: format.stride, quality: quality)
    }

    /// A JPEG of another size than was agreed on is damage, or an attack; only whole blocks more are usual.
    private func wholeJPEG() throws(Fault) -> MotionJPEG {
        let whole = try bytes.withBytes { frame throws(Fault) in
            do throws(Fault) { return try MotionJPEG(frame) } catch { throw Self.damaged(error) }
        }
        func fits(_ side: Int, _ agreed: Int) -> Bool { (agreed...(agreed + 15) / 16 * 16).contains(side) }
        guard fits(whole.width, format.width), fits(whole.height, format.height) else {
            throw Fault(
                .cameraFrame,
                "the camera sent \(whole.width) x \(whole.height) pixels instead of \(format.width) x \(format.height)"
                    + "; re-plug it")
        }
        return whole
    }

    private static func damaged(_ cause: Fault) -> Fault {
        Fault(.cameraFrame, "the camera sent a damaged JPEG; check its cable, or use another socket", cause: cause)
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
