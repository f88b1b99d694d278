/// A message of the kernel that says that a USB device is gone.
///
/// The parser is total: what is no such message gives nil, in time linear in its length.
struct USBRemoval: Equatable {
    /// Bus and ports, as ``USBDeviceInfo/port``.
    let port: String
    /// On its bus; the next device in the same socket has another.
    let address: UInt8

    /// - Parameter message: `remove@PATH`, then `KEY=value` for each property, each ended by a zero
    ///   (Documentation/ABI/testing/sysfs-uevent and lib/kobject_uevent.c of Linux).
    init?(_ message: some Collection<UInt8>) {
        let parts = message.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        guard parts.first?.hasPrefix("remove@") == true else { return nil }
        func value(_ key: String) -> String? {
            parts.dropFirst().first { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
        }
        guard value("SUBSYSTEM") == "usb", value("DEVTYPE") == "usb_device",
            let port = value("DEVPATH")?.split(separator: "/").last, let address = value("DEVNUM").flatMap(UInt8.init)
        else { return nil }
        self.port = String(port)
        self.address = address
    }
}
