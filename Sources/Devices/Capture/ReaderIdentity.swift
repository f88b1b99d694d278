/// Who a reader is and what its pictures are.
public struct ReaderIdentity: Sendable, Codable, Hashable {
    /// Stable across re-plugging: `vendor:product` in hex, then the serial number or the port path.
    public let name: String
    /// For people, for example `U.are.U 4500`.
    public let model: String
    /// Pixels.
    public let width: Int
    /// Pixels.
    public let height: Int
    public let pixelsPerInch: Double

    public init(name: String, model: String, width: Int, height: Int, pixelsPerInch: Double) {
        self.name = name
        self.model = model
        self.width = width
        self.height = height
        self.pixelsPerInch = pixelsPerInch
    }
}
