/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let configValue = Self("config.value")
    package static let deviceBusy = Self("device.busy")
    package static let deviceMissing = Self("device.missing")
    package static let deviceUnplugged = Self("device.unplugged")
    package static let diskFull = Self("disk.full")
    package static let diskMissing = Self("disk.missing")
    package static let diskRead = Self("disk.read")
    package static let diskTooLarge = Self("disk.tooLarge")
    package static let diskWrite = Self("disk.write")
    package static let jsonEncode = Self("json.encode")
    package static let jsonInvalid = Self("json.invalid")
    package static let jsonTooLarge = Self("json.tooLarge")
    package static let listKey = Self("list.key")
    package static let usbCancelled = Self("usb.cancelled")
}
