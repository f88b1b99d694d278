public import USBTransport

/// The inside of an NB-1010-U: commands in, answers and packets out.
///
/// Written from the protocol's facts alone and not from the driver, so that the two prove each other.
public struct NB1010Machine: PolledMachine {
    public static let width = 256
    public static let height = 180
    public static let pixelsPerInch = 385.0
    private static let packets = 90

    public let descriptors: EmulatedDescriptors
    /// From one packet of a picture to the next.
    private let packetTime: Duration
    public var finger: [UInt8]?
    private var outgoing: [(bytes: [UInt8], after: Duration)] = []
    private var faults = FaultCounts<NB1010Fault>()

    init(serial: String, packetTime: Duration) {
        self.packetTime = packetTime
        descriptors = EmulatedDescriptors(
            vendor: 0x298D, product: 0x1010, release: 0x0001, manufacturer: "NEXT Biometrics", name: "NB-1010-U",
            serial: serial, interfaces: [.init([.init(0x02, .bulk), .init(0x83, .bulk)])])
    }

    public var state: String {
        if !outgoing.isEmpty { return "sending" }
        return finger == nil ? "idle" : "fingerOn"
    }

    public mutating func reset() { outgoing = [] }

    // MARK: - Hands

    public mutating func inject(_ fault: NB1010Fault, times: Int) {
        faults.add(fault, times: times)
        if faults.consume(.halfPictureLeft) { outgoing = Array(picture().suffix(Self.packets / 2)) }
    }

    // MARK: - Transfers

    public mutating func controlOut(_ request: USBControlRequest, data: [UInt8]) -> EmulatedReply { .stall }

    public mutating func controlIn(_ request: USBControlRequest, length: Int) -> EmulatedReply { .stall }

    public mutating func bulkOut(endpoint: UInt8, data: [UInt8]) -> EmulatedReply {
        guard endpoint == 0x02, data.count >= 6, data[0] == 0x80, Int(data[4]) | Int(data[5]) << 8 == data.count else {
            return .stall
        }
        switch data[1] {
        case 0x38:
            var answer = Self.answer(0x37, to: data)
            answer[12] = finger == nil ? 0x08 : 0xF7
            outgoing.append((answer, .zero))
        case 0x0D:
            outgoing.append((Self.answer(0x20, to: data), .zero))
        case 0x12:
            if faults.consume(.liftedBeforePicture) { finger = nil }
            outgoing.append((Self.answer(0x20, to: data), .zero))
            outgoing += faults.consume(.silentPicture) ? [] : picture()
        case 0x13: outgoing.append((Self.answer(0x23, to: data), .zero))
        default: outgoing.append((Self.answer(0x29, to: data), .zero))
        }
        return .data([])
    }

    public mutating func poll(endpoint: UInt8) -> EmulatedReply? {
        guard endpoint == 0x83 else { return .stall }
        // With nothing to say the reader leaves the host to its time limit.
        guard !outgoing.isEmpty else { return .silence }
        let next = outgoing.removeFirst()
        return .data(next.bytes, after: next.after)
    }

    private static func answer(_ code: UInt8, to command: [UInt8]) -> [UInt8] {
        [0x80, code, command[2], 0, 16, 0] + [UInt8](repeating: 0, count: 10)
    }

    private mutating func picture() -> [(bytes: [UInt8], after: Duration)] {
        let field = finger ?? [UInt8](repeating: 250, count: Self.width * Self.height)
        var packets = (0..<Self.packets).map { index in
            var bytes = [UInt8](repeating: 0, count: 25)
            bytes.replaceSubrange(0..<6, with: [0x80, 0x21, 0, 0, 0x1C, 0x02])
            bytes[12] = 1
            bytes[16] = UInt8(2 * index + 1)
            bytes += field[2 * index * Self.width..<(2 * index + 2) * Self.width] + [0, 0, 0]
            return (bytes: bytes, after: packetTime)
        }
        if faults.consume(.shortPacket) { packets[40].bytes.removeLast() }
        if faults.consume(.rowsOutOfOrder) { packets.swapAt(30, 31) }
        if faults.consume(.endlessPicture) { packets.removeLast(Self.packets / 2) }
        return packets
    }
}
