public import Capture
public import USBTransport

/// The driver of the NB-1010-U.
public struct NB1010Driver: ReaderDriver {
    private let clock: any Clock<Duration>

    /// - Parameter clock: for the time between two looks for a finger.
    public init(clock: any Clock<Duration> = ContinuousClock()) { self.clock = clock }

    public var models: [ReaderModel] { [NB1010Sensor.model] }

    public func reader(for device: USBDeviceInfo, on bus: any USBBus) -> (any FingerprintReader)? {
        guard device.vendor == NB1010Sensor.model.vendor, device.product == NB1010Sensor.model.product else {
            return nil
        }
        return NB1010(info: device, bus: bus, clock: clock)
    }
}
