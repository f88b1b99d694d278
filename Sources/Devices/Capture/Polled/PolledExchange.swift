public import Ground
public import Imaging
public import USBTransport

/// The exchanges with an open reader that reports nothing by itself: it is asked whether a finger is there.
///
/// A driver of such a reader is one of these; ``PolledReader`` makes a ``FingerprintReader`` of it.
public protocol PolledExchange: Sendable {
    static var model: ReaderModel { get }
    /// Of the sensor.
    ///
    /// - Parameter name: of the reader itself.
    static func identity(name: String) -> ReaderIdentity
    /// Between two looks for a finger.
    static var pause: Duration { get }

    init(device: any USBDevice)

    /// Makes the reader ready when it was opened.
    func start() async throws(Fault)
    func findsFinger() async throws(Fault) -> Bool
    /// Shows the traveller that the reader waits for a finger, or waits no longer.
    func showWaiting(_ isWaiting: Bool) async throws(Fault)
    /// The glass at this moment, whatever lies on it.
    func picture() async throws(Fault) -> GrayImage
    /// Brings reader and driver back into step.
    ///
    /// - Throws: the fault itself where asking again is of no use.
    func recover(from fault: Fault) async throws(Fault)
    /// Switches off what was switched on and closes the device; never fails, as it may be gone or mute.
    func close() async
}

extension PolledExchange {
    public func showWaiting(_ isWaiting: Bool) async throws(Fault) {}

    /// Tries a step up to three times, recovering in between.
    public func repeating<R: Sendable>(_ step: () async throws(Fault) -> R) async throws(Fault) -> R {
        for _ in 1...2 {
            do throws(Fault) { return try await step() } catch { try await recover(from: error) }
        }
        return try await step()
    }
}
