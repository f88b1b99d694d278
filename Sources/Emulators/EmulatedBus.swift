public import Ground
public import USBTransport

/// A bus of emulated devices, which come and go as their hands plug and unplug them.
public struct EmulatedBus: USBBus {
    private struct Socket: Sendable {
        let device: any USBDevice
        let isPlugged: @Sendable () async -> Bool
        let claim: @Sendable () async -> Fault?
    }

    private var sockets: [Socket] = []

    public init() {}

    /// Adds a socket with a device in it.
    public mutating func add<Model>(_ device: EmulatedDevice<Model>) {
        sockets.append(
            Socket(device: device, isPlugged: { await device.isPlugged }) {
                do throws(Fault) { try await device.claim() } catch { return error }
                return nil
            })
    }

    public func devices() async throws(Fault) -> [USBDeviceInfo] {
        var found: [USBDeviceInfo] = []
        for socket in sockets where await socket.isPlugged() { found.append(socket.device.info) }
        return found
    }

    public func open(_ device: USBDeviceInfo, interface: UInt8) async throws(Fault) -> any USBDevice {
        guard let socket = sockets.first(where: { $0.device.info == device }) else { throw .missing(device) }
        if let fault = await socket.claim() { throw fault }
        return socket.device
    }
}
