public import Capture
public import USBTransport

/// The driver of the ZK4500.
public struct ZK4500Driver: ReaderDriver {
    private let clock: any Clock<Duration>

    /// - Parameter clock: for the time between two looks for a finger.
    public init(clock: any Clock<Duration> = ContinuousClock()) { self.clock = clock }

    public var models: [ReaderModel] { [ZK4500Sensor.model] }

    public func reader(for device: USBDeviceInfo, on bus: any USBBus) -> (any FingerprintReader)? {
        guard device.vendor == ZK4500Sensor.model.vendor, device.product == ZK4500Sensor.model.product else {
            return nil
        }
        return ZK4500(info: device, bus: bus, clock: clock)
    }
}
