import Capture
import Ground
import Imaging

/// A reader whose pictures have any size: each one that is laid on it is one finger that comes and goes.
actor Platen: FingerprintReader {
    nonisolated let identity: ReaderIdentity
    private let pictures: AsyncStream<GrayImage>
    private let laid: AsyncStream<GrayImage>.Continuation
    private var lying: GrayImage?

    init(width: Int, height: Int, pixelsPerInch: Double) {
        identity = ReaderIdentity(
            name: "test:platen", model: "platen", width: width, height: height, pixelsPerInch: pixelsPerInch)
        (pictures, laid) = AsyncStream.makeStream()
    }

    nonisolated func lay(_ picture: GrayImage) { laid.yield(picture) }

    func open() {}
    func close() {}

    func awaitFinger() async throws(Fault) {
        guard lying == nil else { return }
        for await picture in pictures {
            lying = picture
            return
        }
        throw Fault(.init("device.removed"), "the test is over")
    }

    func capture() -> Frame? {
        lying.map { Frame(image: $0, reader: identity, fingerOn: .now, decoded: .now) }
    }

    func awaitFingerOff() { lying = nil }
}
