public import Imaging

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
