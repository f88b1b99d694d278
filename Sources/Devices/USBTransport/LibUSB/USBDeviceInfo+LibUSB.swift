internal import CLibUSB
internal import Foundation

extension USBDeviceInfo {
    /// What libusb and the kernel know of a device without asking it.
    ///
    /// nil for root hubs, which have no port, and for devices that are just going away.
    init?(describing device: OpaquePointer) {
        var descriptor = libusb_device_descriptor()
        guard libusb_get_device_descriptor(device, &descriptor) == 0, let port = Self.port(of: device) else {
            return nil
        }
        self.init(
            vendor: descriptor.idVendor, product: descriptor.idProduct, serial: Self.serial(port: port), port: port,
            interfaces: Self.interfaces(of: device))
    }

    /// Bus and ports as Linux writes them; nil for root hubs.
    static func port(of device: OpaquePointer) -> String? {
        var ports = [UInt8](repeating: 0, count: 8)
        let depth = libusb_get_port_numbers(device, &ports, Int32(ports.count))
        guard depth > 0 else { return nil }
        return "\(libusb_get_bus_number(device))-" + ports.prefix(Int(depth)).map(String.init).joined(separator: ".")
    }

    private static func interfaces(of device: OpaquePointer) -> [USBDeviceInfo.Interface] {
        var configuration: UnsafeMutablePointer<libusb_config_descriptor>?
        // A device that has just arrived may not be configured yet; it will be, and nearly always in its first way.
        guard
            libusb_get_active_config_descriptor(device, &configuration) == 0
                || libusb_get_config_descriptor(device, 0, &configuration) == 0, let configuration
        else { return [] }
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
    private static func serial(port: String) -> String? {
        guard let file = fopen("/sys/bus/usb/devices/\(port)/serial", "re") else { return nil }
        defer { fclose(file) }
        var text = [UInt8](repeating: 0, count: 256)
        let count = fread(&text, 1, text.count, file)
        let serial = String(decoding: text.prefix(count), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return serial.isEmpty ? nil : serial
    }
}
