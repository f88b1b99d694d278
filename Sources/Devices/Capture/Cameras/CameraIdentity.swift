/// Who a camera is. Everything in it was said by the camera: believe nothing.
public struct CameraIdentity: Sendable, Codable, Hashable {
    /// Stable across re-plugging: `vendor:product` in hexadecimal, then `:serial`, or `@port` where there is no serial
    /// number or two cameras have the same; the kernel's name of the bus for a camera that is not on USB.
    public let name: String
    /// As the camera calls itself.
    public let model: String
    /// Of the node that delivers frames, for example `/dev/video0`; another one after re-plugging.
    public let path: String
    /// Other names that mean the camera, such as `/dev/v4l/by-path/…` and the name with the port.
    public let aliases: [String]

    public init(name: String, model: String, path: String, aliases: [String] = []) {
        self.name = name
        self.model = model
        self.path = path
        self.aliases = aliases
    }
}
