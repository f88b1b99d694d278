internal import Ground

extension ImageTransfer {
    /// Looks scrambled: two neighbouring lines of a finger are alike and smooth, of noise they are not.
    ///
    /// The reader's flags are not believed, since some devices set them on plain pictures.
    var looksScrambled: Bool {
        // Only lines that blocks cover count; a picture of a single line has nothing to compare.
        guard blocks.reduce(0, { $0 + ($1.flags.contains(.notPresent) ? 0 : $1.lines) }) >= 2 else { return false }
        let width = URU4000Model.width
        return withPixels { pixels in
            let sums = (0..<width).map { Int(pixels[$0]) + Int(pixels[width + $0]) }
            let mean = sums.reduce(0, +) / width
            return sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / width >= 5000
        }
    }

    /// The reader's numbers of the keys that the picture was scrambled with, in the order of their use.
    var keyIndices: [UInt8] {
        let changes = blocks.count { $0.flags.contains(.newKey) }
        return (0...changes).map { keyIndex &+ UInt8($0) }
    }

    /// The stored lines in clear.
    ///
    /// The last pixel of each scrambled block is lost on the way and becomes 0.
    /// - Parameter keys: one for each of ``keyIndices``; none leaves the lines as they are.
    func descrambled(keys: [UInt32]) -> WipingBytes {
        let width = URU4000Model.width
        return withPixels { source in
            WipingBytes(count: source.count) { target in
                _ = target.update(fromContentsOf: source)
                guard var stream = keys.first.map({ Keystream(key: $0, clocks: Self.maximumClocks) }) else { return }
                var rest = keys.dropFirst()
                var clock = 0
                for block in blocks {
                    if block.flags.contains(.newKey), let key = rest.popFirst() {
                        stream = Keystream(key: key, clocks: Self.maximumClocks)
                        clock = 0
                    }
                    if block.flags.contains(.keyRests) { continue }
                    let range = block.storedRow * width..<(block.storedRow + block.lines) * width
                    if block.flags.contains(.scrambled) {
                        Self.descramble(
                            UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(target)[range]),
                            stream, from: clock)
                    }
                    clock += range.count
                }
            }
        }
    }

    private static var maximumClocks: Int { URU4000Model.width * URU4000Model.height }

    /// - Parameter bytes: a block, in place; a scrambled byte stands one place later than its pixel.
    private static func descramble(_ bytes: UnsafeMutableRawBufferPointer, _ stream: Keystream, from clock: Int) {
        let count = bytes.count - 1
        stream.withWords { words in
            var index = 0
            while index + 8 <= count {
                let masks = Keystream.masks(words, at: clock + index)
                let eight = bytes.loadUnaligned(fromByteOffset: index + 1, as: UInt64.self)
                bytes.storeBytes(of: eight ^ masks.littleEndian, toByteOffset: index, as: UInt64.self)
                index += 8
            }
            var masks = Keystream.masks(words, at: clock + index)
            while index < count {
                bytes[index] = bytes[index + 1] ^ UInt8(truncatingIfNeeded: masks)
                masks >>= 8
                index += 1
            }
        }
        bytes[count] = 0
    }
}
