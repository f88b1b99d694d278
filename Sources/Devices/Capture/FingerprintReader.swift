public import Ground
public import Imaging

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
    /// Takes one picture of the finger that lies on the glass; nil when the finger left before the picture was whole.
    func capture() async throws(Fault) -> Frame?
    /// Returns when the glass is free.
    func awaitFingerOff() async throws(Fault)
    /// Takes a picture of the glass without a finger, to see whether it is clean; called only after ``awaitFingerOff()``.
    ///
    /// - Returns: nil where the reader takes no picture without a finger.
    func glass() async throws(Fault) -> GrayImage?
    /// Switches the reader off; never fails, as it is what one does after a failure.
    func close() async
}

extension FingerprintReader {
    public func glass() async throws(Fault) -> GrayImage? { nil }
}
