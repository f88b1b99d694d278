public import Ground

/// The faults of a transport; both implementations word them alike.
extension Fault {
    public static func unplugged(_ device: USBDeviceInfo) -> Fault {
        Fault(.deviceUnplugged, "\(device.name) was unplugged; plug it in again")
    }

    public static func missing(_ device: USBDeviceInfo) -> Fault {
        Fault(.deviceMissing, "\(device.name) is not on the bus; plug it in and check its cable")
    }

    public static func busy(_ device: USBDeviceInfo) -> Fault {
        Fault(.deviceBusy, "\(device.name) is in use; stop the other program, for example fprintd")
    }

    public static func stall(_ device: USBDeviceInfo, endpoint: UInt8) -> Fault {
        Fault(.usbStall, "\(device.name) refused a transfer on endpoint \(endpoint); re-plug it if this persists")
    }

    public static func timeout(_ device: USBDeviceInfo, endpoint: UInt8) -> Fault {
        Fault(.usbTimeout, "\(device.name) did not answer in time on endpoint \(endpoint); re-plug it")
    }

    public static func short(_ device: USBDeviceInfo, wanted: Int, got: Int) -> Fault {
        Fault(.usbShort, "\(device.name) sent \(got) of \(wanted) bytes; re-plug it if this persists")
    }

    public static func cancelled(_ device: USBDeviceInfo) -> Fault {
        Fault(.usbCancelled, "the wait for \(device.name) was ended; open it again to go on")
    }
}
