package import Ground
package import Imaging

/// From what a reader of the family sends to a picture, without a reader: for measuring and fuzzing.
package enum URU4000Decoding {
    /// - Parameter key: stands for every key that the reader would give.
    package static func picture(_ transfer: WipingBytes, key: UInt32, upsideDown: Bool) throws(Fault) -> GrayImage {
        let image = try ImageTransfer(transfer)
        let keys = image.looksScrambled ? image.keyIndices.map { key ^ UInt32($0) } : []
        return image.picture(keys: keys, upsideDown: upsideDown)
    }

    /// The type of an interrupt packet; nil where it is ignored.
    package static func interrupt(_ packet: [UInt8]) -> UInt16? { Interrupt(packet: packet)?.rawValue }

    /// A transfer of 289 scrambled lines in the blocks that a recorded 4500 sends, with noise for pixels.
    package static func noise(using random: inout some RandomNumberGenerator) -> WipingBytes {
        let blocks: [UInt8] = [2, 72, 0, 1, 2, 49, 1, 1, 0, 1, 2, 49, 0, 1, 2, 116]
        var bytes = (0..<ImageTransfer.headerLength + 289 * URU4000Model.width).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
        bytes.replaceSubrange(0..<64, with: [UInt8](repeating: 0, count: 64))
        bytes.replaceSubrange(4..<6, with: [0x21, 0x01])
        bytes.replaceSubrange(16..<16 + blocks.count, with: blocks)
        return WipingBytes(bytes)
    }
}
