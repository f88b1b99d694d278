internal import CVideo4Linux
internal import Capture
internal import Ground

/// What a node says of itself.
struct CameraNode {
    let model: String
    let bus: String

    /// - Throws: ``Fault`` `camera.notACamera` when the node delivers no frames, which a camera's second node does not,
    ///   or `camera.unsupported` when it delivers them in several planes only.
    init(_ node: any VideoNode) throws(Fault) {
        var capability = v4l2_capability()
        try node.require("query", video_query_capability, &capability)
        // What the node can do, not what the whole device can.
        let all = Int64(capability.capabilities)
        let abilities = all & Int64(V4L2_CAP_DEVICE_CAPS) != 0 ? Int64(capability.device_caps) : all
        if abilities & Int64(V4L2_CAP_VIDEO_CAPTURE) == 0, abilities & Int64(V4L2_CAP_VIDEO_CAPTURE_MPLANE) != 0 {
            throw Fault(.cameraUnsupported, "\(node.path) sends frames in several planes; use a USB camera")
        }
        guard abilities & Int64(V4L2_CAP_VIDEO_CAPTURE) != 0, abilities & Int64(V4L2_CAP_STREAMING) != 0 else {
            throw Fault(.cameraNotACamera, "\(node.path) delivers no frames; name the camera's other node")
        }
        model = Self.text(of: capability.card)
        bus = Self.text(of: capability.bus_info)
    }

    /// The text in a C array of characters, with nothing in it that could steer a terminal.
    private static func text<Characters>(of characters: Characters) -> String {
        withUnsafeBytes(of: characters) { bytes in
            let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            return String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
        }
    }
}
