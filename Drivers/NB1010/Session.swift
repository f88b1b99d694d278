internal import Ground
internal import Imaging
internal import USBTransport

/// An open reader, and the exchanges that look for a finger and take its picture.
struct Session: Sendable {
    private static let commands: UInt8 = 0x02
    private static let answers: UInt8 = 0x83
    private static let patience = Duration.milliseconds(500)
    /// Silence that long means that the reader has said all it had to say.
    private static let silence = Duration.milliseconds(100)

    let device: any USBDevice

    /// - Throws: ``Fault`` `reader.answer`, or the transport's own.
    func ask(_ command: Command) async throws(Fault) -> [UInt8] {
        try await device.bulkOut(command.packet, endpoint: Self.commands, timeout: Self.patience)
        let reply = try await read(Command.replyLength, Self.patience).withBytes { Array($0) }
        try command.check(reply)
        return reply
    }

    /// Takes one picture, of whatever lies on the sensor.
    ///
    /// - Throws: ``Fault`` `reader.image` where a packet is not the one that was due, or as ``ask(_:)``.
    func picture() async throws(Fault) -> GrayImage {
        _ = try await ask(.prepare)
        _ = try await ask(.takePicture)
        var packets: [ImagePacket] = []
        for index in 0..<ImagePacket.count {
            packets.append(try ImagePacket(try await read(ImagePacket.length, Self.patience), index: index))
        }
        return Picture.assembled(from: packets)
    }

    /// Brings reader and driver back into step: reads until nothing more comes, a whole picture at most.
    func drain() async throws(Fault) {
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

    func clearHalts() async throws(Fault) {
        try await device.clearHalt(endpoint: Self.commands)
        try await device.clearHalt(endpoint: Self.answers)
    }

    private func read(_ length: Int, _ limit: Duration) async throws(Fault) -> WipingBytes {
        try await device.submitBulkIn(endpoint: Self.answers, capacity: length, timeout: limit).result()
    }
}
