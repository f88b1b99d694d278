public import Ground
public import USBTransport

/// A bus of emulated devices, which come and go as their hands plug and unplug them.
public struct EmulatedBus: USBBus {
    private var devices: [any EmulatedPort & USBDevice] = []
    private let watchers = USBBusWatchers()

    public init() {}

    /// Adds a socket with a device in it.
    public mutating func add<Model>(_ device: EmulatedDevice<Model>) {
        devices.append(device)
        device.watchers.add(watchers)
    }

    public func devices() async throws(Fault) -> [USBDeviceInfo] {
        var found: [USBDeviceInfo] = []
        for device in devices where await device.isPlugged { found.append((device as any EmulatedPort).info) }
        return found.toldApart
    }

    public func changes() -> AsyncStream<USBBusChange> { watchers.stream() }

    public func open(_ device: USBDeviceInfo, interface: UInt8) async throws(Fault) -> any USBDevice {
        guard let found = devices.first(where: { ($0 as any EmulatedPort).info == device }) else {
            throw .missing(device)
        }
        try await found.claim()
        return found
    }
}
