public import Emulators

/// What a USB/IP client may ask (Linux, Documentation/usb/usbip_protocol.rst, version 1.1.1).
public enum USBIPRequest: Sendable, Hashable {
    case listDevices
    case importDevice(busID: String)
    case submit(number: UInt32, EmulatedTransfer)
    /// A transfer of a kind that no emulated device has; it is refused.
    case isochronous(number: UInt32)
    /// - Parameter target: the number of the transfer that is to end.
    case unlink(number: UInt32, target: UInt32)
}

/// Numbers of the wire.
enum USBIPWire {
    static let version: UInt16 = 0x0111
    static let listRequest: UInt16 = 0x8005
    static let listReply: UInt16 = 0x0005
    static let importRequest: UInt16 = 0x8003
    static let importReply: UInt16 = 0x0003

    static let submit: UInt32 = 1
    static let unlink: UInt32 = 2
    static let submitReply: UInt32 = 3
    static let unlinkReply: UInt32 = 4

    static let headerLength = 48
    static let busIDLength = 32
    static let pathLength = 256
    static let isochronousPacketLength = 16

    /// Linux's error numbers, negative as the kernel writes them.
    enum Status {
        static let invalid: Int32 = -22
        static let stalled: Int32 = -32
        static let protocolError: Int32 = -71
        /// An unlinked transfer was still under way.
        static let unlinked: Int32 = -104
    }
}
