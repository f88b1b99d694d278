internal import Ground

/// An 8-bit grey picture, row by row from the top left; 0 is black. Ridges are dark, as on paper.
///
/// A value type over storage that wipes itself when the last copy goes. Thread-safe: immutable.
public struct GrayImage: Sendable {
    /// Pixels.
    public let width: Int
    /// Pixels.
    public let height: Int
    /// Resolution in both directions; nil where the source does not say.
    public let pixelsPerInch: Double?
    private let storage: WipingBytes

    /// Makes a picture whose pixels `fill` writes (`width * height` bytes, zero before).
    public init(
        width: Int, height: Int, pixelsPerInch: Double?,
        _ fill: (UnsafeMutableBufferPointer<UInt8>) throws -> Void
    ) rethrows {
        precondition(width >= 0 && height >= 0, "a picture has no negative sides")
        self.width = width
        self.height = height
        self.pixelsPerInch = pixelsPerInch
        storage = try WipingBytes(count: width * height, fill)
    }

    /// - Parameter pixels: exactly `width * height` bytes.
    public init(width: Int, height: Int, pixelsPerInch: Double?, pixels: some Collection<UInt8>) {
        precondition(pixels.count == width * height, "a picture's pixels fill it exactly")
        self.init(width: width, height: height, pixelsPerInch: pixelsPerInch) {
            _ = $0.update(fromContentsOf: pixels)
        }
    }

    /// The same pixels at another stated resolution.
    public func stated(pixelsPerInch: Double?) -> GrayImage { GrayImage(self, pixelsPerInch: pixelsPerInch) }

    private init(_ other: GrayImage, pixelsPerInch: Double?) {
        width = other.width
        height = other.height
        storage = other.storage
        self.pixelsPerInch = pixelsPerInch
    }

    /// All pixels, valid only within `body`.
    public func withPixels<R, E: Error>(_ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R) throws(E) -> R {
        try storage.withBytes(body)
    }

    /// One pixel; for tests and cold code, hot loops use ``withPixels(_:)``.
    public subscript(x: Int, y: Int) -> UInt8 { withPixels { $0[y * width + x] } }
}
