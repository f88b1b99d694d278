public import USBTransport

/// The driver of a reader that is asked for fingers.
public struct PolledDriver<Exchange: PolledExchange>: ReaderDriver {
    private let clock: any Clock<Duration>

    /// - Parameter clock: for the time between two looks for a finger.
    public init(clock: any Clock<Duration> = ContinuousClock()) { self.clock = clock }

    public var models: [ReaderModel] { [Exchange.model] }

    public func reader(for device: USBDeviceInfo, on bus: any USBBus) -> (any FingerprintReader)? {
        guard device.vendor == Exchange.model.vendor, device.product == Exchange.model.product else { return nil }
        return PolledReader<Exchange>(info: device, bus: bus, clock: clock)
    }
}
