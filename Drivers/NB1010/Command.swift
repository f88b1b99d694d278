internal import Ground

/// What the reader can be asked, packet by packet.
///
/// A packet is 0x80, the command, a sequence number, 0, and its own length (little-endian); the rest are parameters. The
/// sequence numbers are the reference's, since recorded sessions are replayed against them; the reader only echoes them.
enum Command: UInt8 {
    case findFinger = 0x38
    case prepare = 0x0D
    case takePicture = 0x12

    static let replyLength = 16

    var packet: [UInt8] {
        switch self {
        case .findFinger: packet(sequence: 1, [0, 0])
        case .prepare: packet(sequence: 3, [0, 0, 0, 4, 0, 0])
        case .takePicture: packet(sequence: 4, [0, 0, 2] + [UInt8](repeating: 0, count: 19) + [0x20, 0, 0, 0])
        }
    }

    private func packet(sequence: UInt8, _ parameters: [UInt8]) -> [UInt8] {
        [0x80, rawValue, sequence, 0, UInt8(6 + parameters.count), 0] + parameters
    }

    /// The second byte of the answer.
    private var answer: UInt8 { self == .findFinger ? 0x37 : 0x20 }

    /// - Throws: ``Fault`` `reader.answer` unless the bytes are an answer to this command.
    func check(_ reply: [UInt8]) throws(Fault) {
        guard reply.count == Self.replyLength, reply[0] == 0x80, reply[1] == answer else {
            throw Fault(
                .readerAnswer,
                "the reader answered command \(rawValue) with \(Hex.encode(reply.prefix(6))); re-plug it if this persists"
            )
        }
    }
}
