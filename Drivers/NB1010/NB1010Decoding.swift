package import Ground
package import Imaging

/// From what the reader sends to a picture, without a reader: for measuring and fuzzing.
package enum NB1010Decoding {
    /// - Parameter packets: of a picture, in order.
    package static func picture(_ packets: [WipingBytes]) throws(Fault) -> GrayImage {
        var read: [ImagePacket] = []
        for (index, bytes) in packets.prefix(ImagePacket.count).enumerated() {
            read.append(try ImagePacket(bytes, index: index))
        }
        return ImagePacket.assembled(read)
    }

    /// Whether an answer to the question for a finger says yes.
    package static func findsFinger(_ reply: [UInt8]) throws(Fault) -> Bool {
        try Command.findFinger.check(reply)
        return FingerCheck.findsFinger(reply)
    }

    /// The packets of a picture of noise.
    package static func noise(using random: inout some RandomNumberGenerator) -> [WipingBytes] {
        (0..<ImagePacket.count).map { index in
            var bytes = (0..<ImagePacket.length).map { _ in UInt8.random(in: 0...255, using: &random) }
            (bytes[0], bytes[1], bytes[16]) = (0x80, 0x21, UInt8(1 + index * ImagePacket.rows))
            return WipingBytes(bytes)
        }
    }
}
