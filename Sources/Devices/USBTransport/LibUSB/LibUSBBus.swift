internal import CLibUSB
public import Ground

/// The machine's own USB bus through libusb.
///
/// One bus has one thread; a process needs one. It lives as long as the devices opened on it.
public actor LibUSBBus: USBBus {
    private let thread: LibUSBThread
    private nonisolated let watchers: USBBusWatchers

    /// - Throws: ``Fault`` `usb.bus` when libusb does not start.
    public init() throws(Fault) {
        watchers = USBBusWatchers()
        thread = try LibUSBThread(watchers: watchers)
    }

    deinit { thread.stop() }

    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    public func devices() throws(Fault) -> [USBDeviceInfo] {
        try withDevices { devices in devices.map(\.info).toldApart }
    }

    public nonisolated func changes() -> AsyncStream<USBBusChange> { watchers.stream() }

    public func open(_ device: USBDeviceInfo, interface: UInt8) async throws(Fault) -> any USBDevice {
        let found = try withDevices { (devices) throws(Fault) in
            guard let found = devices.first(where: { $0.info == device }) else { throw .missing(device) }
            return FoundDevice(found.pointer)
        }
        let handle = try await onThreadOfItsOwn { found.open(device, interface: interface) }.get()
        return LibUSBDevice(info: device, handle: handle.pointer, interface: interface, bus: self, thread: thread)
    }

    /// Lists the devices below hubs; the pointers are valid only within `body`.
    private func withDevices<R>(
        _ body: ([(pointer: OpaquePointer, info: USBDeviceInfo)]) throws(Fault) -> R
    ) throws(Fault) -> R {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = libusb_get_device_list(thread.context, &list)
        guard count >= 0, let list else {
            throw Fault(.usbBus, "cannot list USB devices (\(libUSBName(Int32(count)))); check /dev/bus/usb")
        }
        defer { libusb_free_device_list(list, 1) }
        var found: [(pointer: OpaquePointer, info: USBDeviceInfo)] = []
        for pointer in UnsafeBufferPointer(start: list, count: count).compactMap(\.self) {
            if let info = thread.info(of: pointer) { found.append((pointer, info)) }
        }
        return try body(found)
    }
}

/// A device that libusb keeps in mind for us, also when it is unplugged meanwhile.
private final class FoundDevice: Sendable {
    // libusb counts references and opens devices on any thread.
    nonisolated(unsafe) private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = libusb_ref_device(pointer) }

    deinit { libusb_unref_device(pointer) }

    /// Waits until the device is awake.
    func open(_ device: USBDeviceInfo, interface: UInt8) -> Result<Opened, Fault> {
        var handle: OpaquePointer?
        let status = libusb_open(pointer, &handle)
        guard status == 0, let handle else { return .failure(.libUSB(status, device, doing: "open")) }
        let claimed = libusb_claim_interface(handle, Int32(interface))
        guard claimed == 0 else {
            libusb_close(handle)
            return .failure(.libUSB(claimed, device, doing: "claim interface \(interface) of"))
        }
        return .success(Opened(pointer: handle))
    }

    /// Handed over to the actor that will own it.
    struct Opened: Sendable { nonisolated(unsafe) let pointer: OpaquePointer }
}
