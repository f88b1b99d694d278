internal import CVideo4Linux
internal import Ground

/// A camera that is plugged in.
public struct CameraInfo: Sendable, Hashable {
    /// Of the node that delivers frames, for example `/dev/video0`.
    public let path: String
    /// As the camera calls itself.
    public let model: String
    /// Where it is plugged in, as the kernel says it.
    public let bus: String

    /// The cameras among the video nodes; nodes that are something else, or are just going away, are left out.
    public static func all() -> [CameraInfo] {
        (0..<64).compactMap { number in
            guard let node = try? VideoNode(path: "/dev/video\(number)") else { return nil }
            return try? CameraInfo(node)
        }
    }

    /// - Throws: ``Fault`` `camera.notACamera` when the node delivers no frames, which a camera's second node does not,
    ///   or `camera.unsupported` when it delivers them in several planes only.
    init(_ node: borrowing VideoNode) throws(Fault) {
        var capability = v4l2_capability()
        try node.request("query", &capability, v4l2_query_capability)
        // What the node can do, not what the whole device can.
        let all = Int64(capability.capabilities)
        let abilities = all & Int64(V4L2_CAP_DEVICE_CAPS) != 0 ? Int64(capability.device_caps) : all
        if abilities & Int64(V4L2_CAP_VIDEO_CAPTURE_MPLANE) != 0 {
            throw Fault("camera.unsupported", "\(node.path) sends frames in several planes; use a USB camera")
        }
        guard abilities & Int64(V4L2_CAP_VIDEO_CAPTURE) != 0, abilities & Int64(V4L2_CAP_STREAMING) != 0 else {
            throw Fault("camera.notACamera", "\(node.path) delivers no frames; name the camera's other node")
        }
        path = node.path
        model = text(of: capability.card)
        bus = text(of: capability.bus_info)
    }
}

/// The text in a C array of characters.
private func text<Characters>(of characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}
