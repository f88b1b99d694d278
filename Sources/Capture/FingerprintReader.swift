public import Ground
public import Imaging

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

/// One picture from a reader: dark ridges on light, upright, and when it came to be.
public struct Frame: Sendable {
    public let image: GrayImage
    public let reader: ReaderIdentity
    public let fingerOn: ContinuousClock.Instant
    public let decoded: ContinuousClock.Instant

    public init(
        image: GrayImage, reader: ReaderIdentity, fingerOn: ContinuousClock.Instant, decoded: ContinuousClock.Instant
    ) {
        self.image = image
        self.reader = reader
        self.fingerOn = fingerOn
        self.decoded = decoded
    }
}

/// A fingerprint reader, as the station sees it. Every driver in Drivers/ is one.
///
/// Call order: `open`, then any number of rounds of `awaitFinger`, `capture` (once or more while the finger stays) and
/// `awaitFingerOff`, then `close`. One caller at a time; cancelling the calling task ends a wait at once.
public protocol FingerprintReader: Sendable {
    var identity: ReaderIdentity { get }

    /// Powers the reader up.
    func open() async throws(Fault)
    /// Returns when a finger lies on the glass.
    func awaitFinger() async throws(Fault)
    /// Takes one picture of the finger that lies on the glass.
    func capture() async throws(Fault) -> Frame
    /// Returns when the glass is free.
    func awaitFingerOff() async throws(Fault)
    /// Switches the reader off; never fails, as it is what one does after a failure.
    func close() async
}
