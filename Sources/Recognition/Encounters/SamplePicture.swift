public import Ground
public import Imaging

/// The picture of a sample, which is made into a file only when a hit needs it.
public protocol SamplePicture: Sendable {
    /// What the device has taken at once.
    var whole: SampleFrame { get }
    /// The part of the frame that the file shows, in its pixels.
    var area: PictureArea { get }

    /// What an examiner looks at, compressed without loss.
    ///
    /// - Throws: ``Fault`` where it cannot be made; the hit then goes without.
    func file() throws(Fault) -> WipingBytes
}

/// A whole picture as a device has taken it.
public struct SampleFrame: Sendable {
    /// Pixels.
    public let width: Int
    /// Pixels.
    public let height: Int
    public let pixelsPerInch: Double

    public init(width: Int, height: Int, pixelsPerInch: Double) {
        (self.width, self.height, self.pixelsPerInch) = (width, height, pixelsPerInch)
    }
}
