public import Ground

/// Where devices are found and opened: libusb, or an emulated bus.
public protocol USBBus: Sendable {
    /// The devices that are plugged in now, in the order of their ports and told apart by their names.
    ///
    /// - Throws: ``Fault`` `usb.bus` when the bus cannot be read.
    func devices() async throws(Fault) -> [USBDeviceInfo]

    /// What is plugged and unplugged from now on. Begin to watch before listing ``devices()``, and nothing is missed.
    func changes() -> AsyncStream<USBBusChange>

    /// Opens a device and claims one of its interfaces for this process alone.
    ///
    /// - Throws: ``Fault`` `device.missing`, `device.busy` when another program or reader has it, `device.denied`.
    func open(_ device: USBDeviceInfo, interface: UInt8) async throws(Fault) -> any USBDevice
}
