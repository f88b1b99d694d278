internal import CVideo4Linux
internal import Capture
internal import Glibc
internal import Ground

/// A camera that runs: set up when made, stopped when it goes. Its calls wait in the kernel; one thread uses it.
struct FrameStream: ~Copyable {
    let agreement: CameraAgreement
    private let node: any VideoNode
    private let buffers: FrameBuffers
    private var losses = FrameLosses()
    private var count = FrameCount()
    /// Why the last frame that could not be shown could not.
    private(set) var refusal: Fault?

    /// - Throws: ``Fault`` as ``Camera/open(_:)`` says.
    init(_ node: any VideoNode, _ wish: CameraWish) throws(Fault) {
        _ = try CameraNode(node)
        let format = try Negotiation.format(of: node, wish)
        let rate = Negotiation.rate(of: node, framesPerSecond: wish.framesPerSecond)
        let controls = Controls(node: node)
        var (exposure, focus): (Int?, Int?) = (nil, nil)
        if let wanted = wish.exposure { exposure = try controls.set(wanted) }
        if let wanted = wish.focus { focus = try controls.set(wanted) }
        let buffers = try FrameBuffers(node)
        var type = Int32(V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue)
        try node.require("start", video_start, &type)
        agreement = CameraAgreement(format: format, framesPerSecond: rate, exposure: exposure, focus: focus)
        self.buffers = buffers
        self.node = node
    }

    deinit {
        var type = Int32(V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue)
        _ = node.request(video_stop, &type)
    }

    /// The newest frame that is whole; nil when there is none yet, or ``VideoNode/stop()`` was called.
    ///
    /// - Throws: ``Fault`` `camera.timeout` when nothing comes, `camera.unplugged`, `camera.io`.
    mutating func newest(within patience: Duration) throws(Fault) -> CameraFrame? {
        switch node.wait(atMost: patience) {
        case .stopped: return nil
        case .timeout: throw Fault(.cameraTimeout, "\(node.path) sends no frames; re-plug it")
        case .ready: break
        }
        var newest: CameraFrame?
        // As many as there are buffers may be ready; a driver that always has one more must not keep us here.
        for _ in 0..<32 {
            guard var buffer = try dequeue() else { break }
            losses.lost += count.lost(before: buffer.sequence)
            do throws(Fault) { newest = try frame(in: buffer, after: newest) } catch {
                losses.damaged += 1
                refusal = error
            }
            try node.require("queue a buffer of", video_queue_buffer, &buffer)
        }
        return newest
    }

    private func dequeue() throws(Fault) -> v4l2_buffer? {
        var buffer = FrameBuffers.description()
        let number = node.request(video_dequeue_buffer, &buffer)
        if number == EAGAIN { return nil }
        guard number == 0 else { throw .camera("read a frame of", node.path, number) }
        return buffer
    }

    /// - Throws: ``Fault`` `camera.frame`, `camera.unsupported` for a frame that cannot be shown.
    private mutating func frame(in buffer: v4l2_buffer, after older: CameraFrame?) throws(Fault) -> CameraFrame {
        guard buffer.flags & UInt32(V4L2_BUF_FLAG_ERROR) == 0, let bytes = buffers.bytes(buffer) else {
            throw Fault(.cameraFrame, "\(node.path) sent a damaged frame; check its cable, or use another socket")
        }
        var losses = losses
        if older != nil { losses.skipped += 1 }
        let frame = try CameraFrame(
            bytes: WipingBytes(bytes), format: agreement.format, sequence: buffer.sequence,
            captured: FrameTime.of(buffer), losses: losses)
        self.losses = losses
        return frame
    }
}
