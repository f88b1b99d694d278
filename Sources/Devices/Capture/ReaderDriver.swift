public import USBTransport

/// What a folder in Drivers/ offers: the readers it knows, and how to make one.
public protocol ReaderDriver: Sendable {
    var models: [ReaderModel] { get }

    /// A closed reader for a device that is on the bus; nil when the device is none of ``models``.
    func reader(for device: USBDeviceInfo, on bus: any USBBus) -> (any FingerprintReader)?
}
