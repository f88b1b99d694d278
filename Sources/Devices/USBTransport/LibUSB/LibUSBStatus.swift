internal import CLibUSB
internal import Ground

/// libusb's own name of an error, for messages.
func libUSBName(_ status: Int32) -> String { String(cString: libusb_error_name(status)) }

extension Fault {
    /// The fault for an error that a libusb call returned.
    static func libUSB(_ status: Int32, _ device: USBDeviceInfo, doing what: String) -> Fault {
        switch libusb_error(rawValue: status) {
        case LIBUSB_ERROR_NO_DEVICE: unplugged(device)
        case LIBUSB_ERROR_BUSY: busy(device)
        case LIBUSB_ERROR_ACCESS:
            Fault(.deviceDenied, "no permission to use \(device.name); install the udev rules (ridgeline udev)")
        default:
            Fault(.usbIo, "cannot \(what) \(device.name): \(libUSBName(status)); re-plug it if this persists")
        }
    }

    /// The fault for a transfer that ended; nil when it succeeded.
    static func libUSB(_ transfer: LibUSBTransfer, _ device: USBDeviceInfo) -> Fault? {
        let endpoint = transfer.raw.pointee.endpoint
        return switch transfer.raw.pointee.status {
        case LIBUSB_TRANSFER_COMPLETED: nil
        case LIBUSB_TRANSFER_NO_DEVICE: unplugged(device)
        case LIBUSB_TRANSFER_STALL: stall(device, endpoint: endpoint)
        case LIBUSB_TRANSFER_TIMED_OUT: timeout(device, endpoint: endpoint)
        case LIBUSB_TRANSFER_CANCELLED: cancelled(device)
        case LIBUSB_TRANSFER_OVERFLOW:
            Fault(.usbOverflow, "\(device.name) sent more than was asked for on endpoint \(endpoint); re-plug it")
        default: Fault(.usbIo, "a transfer on endpoint \(endpoint) of \(device.name) failed; check the cable")
        }
    }
}
