public import Capture
public import Ground
public import Imaging
public import USBTransport

public typealias NB1010Driver = PolledDriver<NB1010Exchange>

/// NEXT Biometrics' press sensor NB-1010-U: the exchanges that look for a finger and take its picture.
public struct NB1010Exchange: PolledExchange {
    private static let commands: UInt8 = 0x02
    private static let answers: UInt8 = 0x83
    private static let patience = Duration.milliseconds(500)
    /// Silence that long means that the reader has said all it had to say.
    private static let silence = Duration.milliseconds(100)
    /// Faults of a reader that is out of step, not out of order: the last is a packet where an answer was due.
    private static let passing: Set<Fault.Code> = [.readerAnswer, .readerImage, .usbStall, .usbOverflow]

    public static let model = NB1010Sensor.model
    public static let pause = Duration.milliseconds(50)

    public static func identity(name: String) -> ReaderIdentity {
        ReaderIdentity(
            name: name, model: model.name, width: NB1010Sensor.width, height: NB1010Sensor.height,
            pixelsPerInch: NB1010Sensor.pixelsPerInch)
    }

    private let device: any USBDevice

    public init(device: any USBDevice) { self.device = device }

    /// A session that was cut off leaves half a picture in the reader, which is read away here.
    public func start() async throws(Fault) {
        _ = try await repeating { () async throws(Fault) in try await findsFinger() }
    }

    public func findsFinger() async throws(Fault) -> Bool {
        FingerCheck.findsFinger(try await ask(.findFinger))
    }

    /// - Throws: ``Fault`` `reader.image` where a packet is not the one that was due, `reader.answer`, or the transport's.
    public func picture() async throws(Fault) -> GrayImage {
        _ = try await ask(.prepare)
        _ = try await ask(.takePicture)
        var packets: [ImagePacket] = []
        for index in 0..<ImagePacket.count {
            packets.append(try ImagePacket(try await read(ImagePacket.length, Self.patience), index: index))
        }
        return ImagePacket.assembled(packets)
    }

    /// Reads until nothing more comes, a whole picture at most.
    public func recover(from fault: Fault) async throws(Fault) {
        guard Self.passing.contains(fault.code) else { throw fault }
        if fault.code == .usbStall { try await clearHalts() }
        for _ in 0...ImagePacket.count {
            do throws(Fault) { _ = try await read(ImagePacket.length, Self.silence) } catch {
                switch error.code {
                case .usbTimeout: return
                case .usbStall: try await clearHalts()
                default: throw error
                }
            }
        }
    }

    /// Idle whenever nobody asks, so that there is nothing to switch off.
    public func close() async { await device.close() }

    // MARK: - Inside

    private func ask(_ command: Command) async throws(Fault) -> [UInt8] {
        try await device.bulkOut(command.packet, endpoint: Self.commands, timeout: Self.patience)
        let reply = try await read(Command.replyLength, Self.patience).withBytes { Array($0) }
        try command.check(reply)
        return reply
    }

    private func clearHalts() async throws(Fault) {
        try await device.clearHalt(endpoint: Self.commands)
        try await device.clearHalt(endpoint: Self.answers)
    }

    private func read(_ length: Int, _ limit: Duration) async throws(Fault) -> WipingBytes {
        try await device.submitBulkIn(endpoint: Self.answers, capacity: length, timeout: limit).result()
    }
}
