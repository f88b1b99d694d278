internal import CryptoExtras
internal import Ground
internal import Imaging
public import USBTransport

/// The inside of a U.are.U 4500 or a Microsoft reader: registers, power, interrupts and pictures.
///
/// Written from the protocol's facts alone and not from the driver, so that the two prove each other.
public struct URU4000Machine: EmulatedModel {
    public let descriptors: EmulatedDescriptors
    let variant: URU4000Variant
    /// How long a picture takes from the read to its last byte; recorded readers need 130 ms.
    private let imageTime: Duration
    private var random: any RandomNumberGenerator & Sendable

    private var status: UInt8
    private var mode: UInt8 = 0
    private var seed: UInt32 = 0
    private var keyIndex: UInt8 = 0
    private var keys: [UInt8: UInt32] = [:]
    private var challenge: [UInt8] = []
    private var authenticated = false
    private var readsUntilRebooted: Int?
    private var interrupts: [UInt16] = []
    /// Earlier packets stay in the reader's buffer behind the newest one.
    private var packet = [UInt8](repeating: 0, count: 64)
    private var finger: SensorField?
    private var faults = FaultCounts<URU4000Fault>()

    init(
        variant: URU4000Variant, serial: String?, imageTime: Duration,
        random: any RandomNumberGenerator & Sendable
    ) {
        self.variant = variant
        self.imageTime = imageTime
        self.random = random
        status = variant.restingStatus
        descriptors = variant.descriptors(serial: serial)
    }

    public var state: String {
        switch mode {
        case _ where status & 0x80 != 0: "lowPower"
        case 0x10: "awaitingFinger"
        case 0x12: "awaitingLift"
        case 0x20: "capturing"
        case 0x70: "off"
        default: "powered"
        }
    }

    public mutating func reset() {
        status = variant.restingStatus
        (mode, authenticated, readsUntilRebooted) = (0, false, nil)
        (interrupts, keys) = ([], [:])
    }

    // MARK: - Hands

    mutating func present(_ field: SensorField) {
        finger = field
        if mode == 0x10 { interrupts.append(0x0101) }
    }

    mutating func lift() {
        finger = nil
        // While capturing it is a guess: no recording shows it.
        if mode == 0x12 || mode == 0x20 { interrupts.append(0x0200) }
    }

    /// Lets the fault happen the next `times` times that it can.
    mutating func inject(_ fault: URU4000Fault, times: Int) {
        faults.add(fault, times: times)
        if fault == .confused, faults.consume(.confused) { status = 0x85 }
    }

    // MARK: - Registers

    public mutating func controlIn(_ request: USBControlRequest, length: Int) -> EmulatedReply {
        guard request.type == 0x40, request.request == 0x04 else { return .stall }
        if faults.consume(.stalledControl) { return .stall }
        if faults.consume(.silentControl) { return .silence }
        if request.value == 0x07 { tickReboot() }
        if request.value == 0x2010 { challenge = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) } }
        let bytes = (0..<length).map { register(request.value &+ UInt16(truncatingIfNeeded: $0)) }
        return .data(faults.consume(.shortControl) ? Array(bytes.dropLast()) : bytes)
    }

    private func register(_ address: UInt16) -> UInt8 {
        switch address {
        case 0x07: status
        case 0x33: keyIndex
        case 0x34...0x37: UInt8(truncatingIfNeeded: ((keys[keyIndex] ?? 0) ^ seed) >> (8 * UInt32(address - 0x34)))
        case 0x4E: mode
        case 0xF0...0xFF: variant.information[Int(address - 0xF0)]
        case 0x2010...0x201F where !challenge.isEmpty: challenge[Int(address - 0x2010)]
        default: 0
        }
    }

    public mutating func controlOut(_ request: USBControlRequest, data: [UInt8]) -> EmulatedReply {
        guard request.type == 0x40, request.request == 0x04 else { return .stall }
        if faults.consume(.stalledControl) { return .stall }
        if faults.consume(.silentControl) { return .silence }
        switch (request.value, data.count) {
        case (0x07, 1): setStatus(data[0])
        case (0x33, 5):
            keyIndex = data[0]
            seed = UInt32(data[1...], .littleEndian)
        case (0x4E, 1): setMode(data[0])
        case (0x2000, 16): authenticated = data == variant.response(to: challenge)
        default: break
        }
        return .data([])
    }

    private mutating func setStatus(_ value: UInt8) {
        if status & 0x84 == 0x84 {
            (status, readsUntilRebooted) = (0, 3)
        } else if value & 0x80 != 0 {
            (status, authenticated) = (value, false)
        } else if faults.consume(.stuckInLowPower) || (variant.wantsResponse && !authenticated) {
            status = value | 0x80
        } else {
            status = value
            if !faults.consume(.noPowerInterrupt) { interrupts.append(0x56AA) }
        }
    }

    private mutating func tickReboot() {
        guard let left = readsUntilRebooted else { return }
        readsUntilRebooted = left > 1 ? left - 1 : nil
        if left == 1 { status = 0x01 }
    }

    private mutating func setMode(_ value: UInt8) {
        mode = value
        switch value {
        case 0x10:
            // A recorded 4500 repeats its report of power here.
            interrupts += [0x56AA, 0x56AA]
            if faults.consume(.death) { interrupts.append(0x0800) }
            if finger != nil { interrupts.append(0x0101) }
        case 0x12: if finger == nil { interrupts.append(0x0200) }
        case 0x70: interrupts = []
        default: break
        }
    }

    // MARK: - Endpoints

    public mutating func poll(endpoint: UInt8) -> EmulatedReply? {
        switch endpoint {
        case 0x81: interrupts.isEmpty ? nil : .data(nextPacket())
        case 0x82: mode == 0x20 && status & 0x80 == 0 ? image() : nil
        default: .stall
        }
    }

    private mutating func nextPacket() -> [UInt8] {
        let kind = interrupts.removeFirst()
        packet = [UInt8(kind >> 8), UInt8(kind & 0xFF), 0x02, 0x00, 0x08, 0x00] + packet.dropLast(6)
        return packet
    }

    private mutating func image() -> EmulatedReply {
        if faults.consume(.stalledImage) { return .stall }
        if faults.consume(.silentImage) { return .silence }
        if faults.consume(.liftedDuringImage) {
            lift()
            return .silence
        }
        if faults.consume(.emptyImage) { return .data([], after: imageTime) }
        var blocks = URU4000Image.blocks
        if faults.consume(.newKeyInTheMiddle) { blocks[5].flags |= 0x80 }
        let changes = blocks.count { $0.flags & 0x80 != 0 }
        keys = [:]
        for index in 0...changes { keys[variant.keyIndex + UInt8(index)] = random.next() }
        var image = URU4000Image(blocks: blocks, keyIndex: variant.keyIndex, keys: keys)
        if faults.consume(.tooManyLines) { image.announcedLines = 290 }
        if faults.consume(.overrunningBlocks) { image.blocks[7].lines = 255 }
        let field = finger ?? SensorField.empty(upsideDown: variant.upsideDown)
        let bytes = image.bytes(of: field)
        return .data(faults.consume(.shortImage) ? Array(bytes.dropLast(384)) : bytes, after: imageTime)
    }
}
