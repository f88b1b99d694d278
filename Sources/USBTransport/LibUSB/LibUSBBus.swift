internal import CLibUSB
internal import Foundation
public import Ground

/// The machine's own USB bus through libusb.
///
/// One bus has one thread; a process needs one. It lives as long as the devices opened on it.
public actor LibUSBBus: USBBus {
    private let thread: LibUSBThread
    private nonisolated let watchers = USBBusWatchers()

    /// - Throws: ``Fault`` `usb.bus` when libusb does not start.
    public init() throws(Fault) { thread = try LibUSBThread() }

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
            if let info = describe(pointer) { found.append((pointer, info)) }
        }
        return try body(found)
    }

    /// nil for root hubs, which have no port, and for devices that are just going away.
    private func describe(_ device: OpaquePointer) -> USBDeviceInfo? {
        var descriptor = libusb_device_descriptor()
        guard libusb_get_device_descriptor(device, &descriptor) == 0 else { return nil }
        var ports = [UInt8](repeating: 0, count: 8)
        let depth = libusb_get_port_numbers(device, &ports, Int32(ports.count))
        guard depth > 0 else { return nil }
        let path = ports.prefix(Int(depth)).map(String.init).joined(separator: ".")
        let port = "\(libusb_get_bus_number(device))-\(path)"
        return USBDeviceInfo(
            vendor: descriptor.idVendor, product: descriptor.idProduct, serial: serial(port: port), port: port,
            interfaces: interfaces(of: device))
    }

    private func interfaces(of device: OpaquePointer) -> [USBDeviceInfo.Interface] {
        var configuration: UnsafeMutablePointer<libusb_config_descriptor>?
        guard libusb_get_active_config_descriptor(device, &configuration) == 0, let configuration else { return [] }
        defer { libusb_free_config_descriptor(configuration) }
        let all = UnsafeBufferPointer(
            start: configuration.pointee.interface, count: Int(configuration.pointee.bNumInterfaces))
        return all.compactMap { interface in
            guard interface.num_altsetting > 0, let first = interface.altsetting?.pointee else { return nil }
            let endpoints = UnsafeBufferPointer(start: first.endpoint, count: Int(first.bNumEndpoints))
            return USBDeviceInfo.Interface(
                number: first.bInterfaceNumber,
                kind: [first.bInterfaceClass, first.bInterfaceSubClass, first.bInterfaceProtocol],
                endpoints: endpoints.map(\.bEndpointAddress))
        }
    }

    /// The serial number as the kernel read it: asking the device itself would need it open and would wake it.
    private func serial(port: String) -> String? {
        guard let file = fopen("/sys/bus/usb/devices/\(port)/serial", "re") else { return nil }
        defer { fclose(file) }
        var text = [UInt8](repeating: 0, count: 256)
        let count = fread(&text, 1, text.count, file)
        let serial = String(decoding: text.prefix(count), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return serial.isEmpty ? nil : serial
    }
}
