package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let emulatorControl = Self("emulator.control")
    package static let emulatorDevice = Self("emulator.device")
    package static let emulatorNumber = Self("emulator.number")
    package static let emulatorPrint = Self("emulator.print")
    package static let usbipListen = Self("usbip.listen")
    package static let usbipProtocol = Self("usbip.protocol")
    package static let usbipVhci = Self("usbip.vhci")
}
