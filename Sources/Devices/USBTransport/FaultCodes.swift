package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let deviceDenied = Self("device.denied")
    package static let usbBus = Self("usb.bus")
    package static let usbIo = Self("usb.io")
    package static let usbMemory = Self("usb.memory")
    package static let usbOverflow = Self("usb.overflow")
    package static let usbShort = Self("usb.short")
    package static let usbStall = Self("usb.stall")
    package static let usbTimeout = Self("usb.timeout")
}
