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
        try withDevices { devices in devices.map(\.info).sorted { $0.port < $1.port } }
    }

    public nonisolated func changes() -> AsyncStream<USBBusChange> { watchers.stream() }

    public func open(_ device: USBDeviceInfo, interface: UInt8) throws(Fault) -> any USBDevice {
        try withDevices { (devices) throws(Fault) in
            guard let found = devices.first(where: { $0.info == device }) else { throw .missing(device) }
            var handle: OpaquePointer?
            let status = libusb_open(found.pointer, &handle)
            guard status == 0, let handle else { throw .libUSB(status, device, doing: "open") }
            let claimed = libusb_claim_interface(handle, Int32(interface))
            guard claimed == 0 else {
                libusb_close(handle)
                throw .libUSB(claimed, device, doing: "claim interface \(interface) of")
            }
            // Handed over to an actor on the same thread.
            nonisolated(unsafe) let opened = handle
            return LibUSBDevice(info: device, handle: opened, interface: interface, bus: self, thread: thread)
        }
    }

    /// Lists the devices below hubs; the pointers are valid only within `body`.
    private func withDevices<R>(
        _ body: ([(pointer: OpaquePointer, info: USBDeviceInfo)]) throws(Fault) -> R
    ) throws(Fault) -> R {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = libusb_get_device_list(thread.context, &list)
        guard count >= 0, let list else {
            throw Fault("usb.bus", "cannot list USB devices (\(libUSBName(Int32(count)))); check /dev/bus/usb")
        }
        defer { libusb_free_device_list(list, 1) }
        var found: [(pointer: OpaquePointer, info: USBDeviceInfo)] = []
        for pointer in UnsafeBufferPointer(start: list, count: count).compactMap(\.self) {
            if let info = USBDeviceInfo(describing: pointer) { found.append((pointer, info)) }
        }
        return try body(found)
    }
}
