internal import CVideo4Linux
internal import Glibc
public import Ground
public import Imaging

/// An open camera. Its calls wait in the kernel: use it from a thread that may wait, one at a time.
public struct Camera: ~Copyable {
    public let info: CameraInfo
    /// What the camera agreed to; seldom exactly what was wished for.
    public let format: FrameFormat
    private let node: VideoNode

    /// Opens a camera and agrees with it on a format.
    ///
    /// - Parameters: the size wished for, in pixels; the camera chooses the nearest it has.
    /// - Throws: ``Fault`` `camera.missing`, `camera.denied`, `camera.busy`, `camera.notACamera`, `camera.unsupported` or
    ///   `camera.format`.
    public init(path: String, width: Int = 1280, height: Int = 720) throws(Fault) {
        let opened = try VideoNode(path: path)
        let found = try CameraInfo(opened)
        let agreed = try Self.agree(with: opened, found, width: width, height: height)
        (info, format) = (found, agreed)
        node = opened
    }

    private static func agree(
        with node: borrowing VideoNode, _ info: CameraInfo, width: Int, height: Int
    ) throws(Fault) -> FrameFormat {
        guard let best = PixelFormat.best(of: offers(of: node)) else {
            throw Fault("camera.format", "\(info.model) offers no format that is understood; use another camera")
        }
        var wish = v4l2_format()
        wish.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        wish.fmt.pix.width = UInt32(clamping: width)
        wish.fmt.pix.height = UInt32(clamping: height)
        wish.fmt.pix.pixelformat = best.code
        wish.fmt.pix.field = V4L2_FIELD_NONE.rawValue
        try node.request("set the format of", &wish, v4l2_set_format)
        // The kernel has put in what it will really be, the pixel format included.
        let agreed = wish.fmt.pix
        return try FrameFormat(
            code: agreed.pixelformat, width: agreed.width, height: agreed.height, stride: agreed.bytesperline)
    }

    /// Takes one still picture.
    ///
    /// - Parameters:
    ///   - settling: frames that are thrown away first, while the camera finds its exposure.
    ///   - patience: for each frame.
    /// - Throws: ``Fault`` `camera.timeout`, `camera.unplugged`, `camera.busy`, or those of ``FrameFormat/picture(of:)``.
    public func still(settling: Int = 5, patience: Duration = .seconds(3)) throws(Fault) -> GrayImage {
        let buffers = try FrameBuffers(node)
        guard v4l2_stream_on(node.descriptor, V4L2_BUF_TYPE_VIDEO_CAPTURE) == 0 else { throw node.fault("start") }
        defer { _ = v4l2_stream_off(node.descriptor, V4L2_BUF_TYPE_VIDEO_CAPTURE) }
        // Frames that the driver marks as damaged are not counted; as many as are wanted may be damaged.
        var wanted = settling + 1
        for _ in 0..<2 * wanted {
            var buffer = try nextFrame(patience)
            let damaged = buffer.flags & UInt32(V4L2_BUF_FLAG_ERROR) != 0
            if !damaged { wanted -= 1 }
            if wanted == 0, let bytes = buffers.bytes(buffer) { return try format.picture(of: bytes) }
            try node.request("queue a buffer of", &buffer, v4l2_queue_buffer)
        }
        throw Fault("camera.frame", "\(info.model) sends damaged frames; check its cable, or use another socket")
    }

    private func nextFrame(_ patience: Duration) throws(Fault) -> v4l2_buffer {
        var wait = pollfd(fd: node.descriptor, events: Int16(POLLIN), revents: 0)
        let milliseconds = Int32(min(max(0, patience / .milliseconds(1)), 60_000))
        guard poll(&wait, 1, milliseconds) > 0 else {
            throw Fault("camera.timeout", "\(info.model) sends no frames; re-plug it")
        }
        var buffer = FrameBuffers.description()
        try node.request("read a frame of", &buffer, v4l2_dequeue_buffer)
        return buffer
    }

    /// The codes of all formats that the camera offers; a driver that never ends its list is cut short.
    private static func offers(of node: borrowing VideoNode) -> [UInt32] {
        var codes: [UInt32] = []
        for index in 0..<UInt32(256) {
            var format = v4l2_fmtdesc()
            format.index = index
            format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
            guard v4l2_enumerate_format(node.descriptor, &format) == 0 else { break }
            codes.append(format.pixelformat)
        }
        return codes
    }
}
