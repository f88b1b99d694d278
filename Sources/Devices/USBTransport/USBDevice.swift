public import Ground

/// What a control transfer asks for.
public struct USBControlRequest: Sendable, Hashable {
    /// bmRequestType without the direction bit; 0x40 is vendor request to the device.
    public let type: UInt8
    public let request: UInt8
    public let value: UInt16
    public let index: UInt16

    public init(type: UInt8 = 0x40, request: UInt8, value: UInt16, index: UInt16 = 0) {
        self.type = type
        self.request = request
        self.value = value
        self.index = index
    }
}

/// An open device with one claimed interface.
///
/// Every wait ends: with data, with `usb.timeout`, with `usb.cancelled` after ``close()`` or cancellation of the calling
/// task, or with `device.unplugged` as soon as the device is gone. Transfers are submitted in the order of the calls.
public protocol USBDevice: Sendable {
    var info: USBDeviceInfo { get }

    /// Asks on the default pipe for exactly `length` bytes.
    ///
    /// - Throws: ``Fault`` `usb.short` for fewer bytes, `usb.stall`, `usb.timeout`, `device.unplugged`.
    func controlIn(_ request: USBControlRequest, length: Int, timeout: Duration) async throws(Fault) -> [UInt8]

    /// Sends `data` on the default pipe.
    ///
    /// - Throws: ``Fault`` `usb.stall`, `usb.timeout`, `device.unplugged`.
    func controlOut(_ request: USBControlRequest, data: [UInt8], timeout: Duration) async throws(Fault)

    /// Sends `data` to a bulk endpoint, all of it in one transfer.
    ///
    /// - Throws: ``Fault`` `usb.short` when the device took less, `usb.stall`, `usb.timeout`, `device.unplugged`.
    func bulkOut(_ data: [UInt8], endpoint: UInt8, timeout: Duration) async throws(Fault)

    /// Starts to read up to `capacity` bytes; when it returns the transfer is with the system, and what is sent to the
    /// device afterwards arrives later. A short transfer is a success of its actual length.
    func submitBulkIn(endpoint: UInt8, capacity: Int, timeout: Duration) async throws(Fault) -> PendingRead

    /// Keeps one interrupt transfer standing until ``close()`` and hands every packet to `handler`.
    ///
    /// The transfer is submitted again before `handler` is called. A failure is handed over once, as the last call.
    /// - Parameter handler: called on the transport's thread; must return quickly and not wait.
    func listen(
        endpoint: UInt8, packetSize: Int, handler: @escaping @Sendable (Result<[UInt8], Fault>) -> Void
    ) async throws(Fault)

    /// Makes an endpoint usable again after `usb.stall`.
    func clearHalt(endpoint: UInt8) async throws(Fault)

    /// Cancels all transfers, waits until they are finished, and gives the interface back. Safe to call again.
    func close() async
}
