public import Ground
public import USBTransport

/// One transfer, as a host controller hands it to an emulated device.
public struct EmulatedTransfer: Sendable, Hashable {
    /// With bit 7 set where data flow to the host; 0 or 0x80 on the default pipe.
    public let endpoint: UInt8
    /// On the default pipe only.
    public let request: USBControlRequest?
    /// For the device.
    public let data: [UInt8]
    /// Of the host's buffer, where data flow to the host.
    public let capacity: Int
    /// How long the host waits for a device that does not answer; nil where the host ends the transfer itself.
    public let timeout: Duration?

    public init(
        endpoint: UInt8, request: USBControlRequest? = nil, data: [UInt8] = [], capacity: Int = 0,
        timeout: Duration? = nil
    ) {
        self.endpoint = endpoint
        self.request = request
        self.data = data
        self.capacity = capacity
        self.timeout = timeout
    }

    var isIn: Bool { endpoint & 0x80 != 0 }
    /// Requests that every device answers do not count as the driver's.
    var isStandard: Bool { request.map { $0.type & 0x60 == 0 } ?? false }
}

/// An emulated device as the host controller at the other end of its cable sees it: in process, or over USB/IP.
public protocol EmulatedPort: Sendable {
    nonisolated var info: USBDeviceInfo { get }
    nonisolated var descriptors: EmulatedDescriptors { get }
    /// Tells when the device is plugged and unplugged.
    nonisolated var watchers: USBBusWatchers { get }
    var isPlugged: Bool { get async }

    /// Attaches a host, alone.
    ///
    /// - Throws: ``Fault`` `device.missing`, `device.busy`.
    func claim() async throws(Fault)
    /// Begins a transfer; those of one endpoint are answered in the order of the calls.
    ///
    /// - Parameters:
    ///   - number: the host's own, for ``cancel(_:)``.
    ///   - done: called once; must return quickly and not wait. Faults are those of ``USBDevice``.
    func begin(
        _ transfer: EmulatedTransfer, number: Int, done: @escaping @Sendable (Result<[UInt8], Fault>) -> Void) async
    /// Ends a transfer with `usb.cancelled`.
    ///
    /// - Returns: false when it had ended before.
    func cancel(_ number: Int) async -> Bool
    /// Ends all transfers with `usb.cancelled`; another host may then attach itself.
    func close() async

    func plug() async
    /// Ends every transfer with `device.unplugged`.
    func unplug() async
    /// Unplugs the device when its model comes into a state.
    func unplug(inState state: String) async
    /// Unplugs the device at a transfer, the next one being number 1; standard requests do not count.
    func unplug(atTransfer number: Int) async
    /// Leaves every transfer without an answer, standard requests too, until the device is plugged again.
    func deafen() async
    /// Spoils transfers that carry data, or are to.
    func inject(_ fault: EmulatedFault, _ place: EmulatedFault.Place) async
    /// The driver's transfers so far, standard requests aside.
    var transfers: Int { get async }
    /// What the model is doing.
    var state: String { get async }
}
