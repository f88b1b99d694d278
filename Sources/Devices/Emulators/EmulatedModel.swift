public import USBTransport

/// What an emulated device answers to one transfer.
public enum EmulatedReply: Sendable, Equatable {
    /// Bytes for the host, which come after a time on the device's clock; none for a transfer out that went well.
    case data([UInt8], after: Duration = .zero)
    case stall
    /// No answer: the transfer runs into its time limit.
    case silence
}

/// What a device does, without time, threads or a host: the same model serves in process and over USB/IP.
///
/// What every device does, such as handing out its descriptors, is done for the model; it sees its own requests only.
public protocol EmulatedModel: Sendable {
    var descriptors: EmulatedDescriptors { get }
    /// What the device is doing, in the model's words, for example `awaitingFinger`; it can be unplugged just then.
    var state: String { get }

    /// Called when the device is plugged in.
    mutating func reset()
    /// A control transfer to the device; `data` are the bytes of its data stage.
    mutating func controlOut(_ request: USBControlRequest, data: [UInt8]) -> EmulatedReply
    /// A control transfer from the device, of at most `length` bytes.
    mutating func controlIn(_ request: USBControlRequest, length: Int) -> EmulatedReply
    /// A bulk transfer to the device, which answers with no data.
    mutating func bulkOut(endpoint: UInt8, data: [UInt8]) -> EmulatedReply
    /// Asked whenever a read waits on an endpoint and something has happened; nil while there is nothing to send.
    ///
    /// More bytes than a read has room for are kept for the reads that follow.
    mutating func poll(endpoint: UInt8) -> EmulatedReply?
    /// The host has made an endpoint usable again, or told a camera in this way to stop.
    mutating func haltCleared(endpoint: UInt8)
}

extension EmulatedModel {
    public var state: String { "on" }
    public mutating func haltCleared(endpoint: UInt8) {}
    /// Most devices have no bulk endpoint that listens.
    public mutating func bulkOut(endpoint: UInt8, data: [UInt8]) -> EmulatedReply { .stall }
}
