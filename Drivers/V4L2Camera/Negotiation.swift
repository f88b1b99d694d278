internal import CVideo4Linux
internal import Capture
internal import Ground

/// Agrees with a camera on what it will send. Drivers change what they are told without a word, so each is read back.
enum Negotiation {
    /// Bytes; four times the largest frame that any camera of today sends.
    private static let largestFrame: UInt32 = 128 << 20

    /// - Throws: ``Fault`` `camera.format` when nothing that is wished for is there, or `camera.busy`.
    static func format(of node: any VideoNode, _ wish: CameraWish) throws(Fault) -> FrameFormat {
        let offered = offers(of: node)
        var refusal: Fault?
        for format in wish.formats where offered.contains(format.code) {
            do throws(Fault) {
                let agreed = try set(format, of: node, wish)
                if wish.formats.contains(agreed.pixelFormat) { return agreed }
            } catch {
                guard error.code == .cameraFormat else { throw error }
                refusal = refusal ?? error
            }
        }
        if let refusal { throw refusal }
        let names = wish.formats.map(\.rawValue).joined(separator: ", ")
        throw Fault(.cameraFormat, "\(node.path) offers none of \(names); use another camera")
    }

    private static func set(_ format: PixelFormat, of node: any VideoNode, _ wish: CameraWish) throws(Fault)
        -> FrameFormat
    {
        var request = v4l2_format()
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.fmt.pix.width = UInt32(clamping: wish.width)
        request.fmt.pix.height = UInt32(clamping: wish.height)
        request.fmt.pix.pixelformat = format.code
        request.fmt.pix.field = V4L2_FIELD_NONE.rawValue
        try node.require("set the format of", video_set_format, &request)
        let agreed = request.fmt.pix
        guard agreed.sizeimage <= largestFrame else {
            throw Fault(.cameraFormat, "\(node.path) wants \(agreed.sizeimage) bytes for a frame; use another camera")
        }
        return try FrameFormat(
            code: agreed.pixelformat, width: agreed.width, height: agreed.height, stride: agreed.bytesperline)
    }

    /// Sets the frame rate; a camera that cannot, or does not say, keeps its own.
    static func rate(of node: any VideoNode, framesPerSecond: Int) -> Double? {
        var parameters = v4l2_streamparm()
        parameters.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        parameters.parm.capture.timeperframe.numerator = 1
        parameters.parm.capture.timeperframe.denominator = UInt32(clamping: max(1, framesPerSecond))
        guard node.request(video_set_parameters, &parameters) == 0 else { return nil }
        let agreed = parameters.parm.capture.timeperframe
        guard agreed.numerator > 0, agreed.denominator > 0 else { return nil }
        return Double(agreed.denominator) / Double(agreed.numerator)
    }

    /// The codes of all formats that the camera offers; a driver that never ends its list is cut short.
    private static func offers(of node: any VideoNode) -> Set<UInt32> {
        var codes: Set<UInt32> = []
        for index in 0..<UInt32(256) {
            var format = v4l2_fmtdesc()
            format.index = index
            format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
            guard node.request(video_enumerate_format, &format) == 0 else { break }
            codes.insert(format.pixelformat)
        }
        return codes
    }
}
