/// An image transfer in the making: header, block table and scrambled lines.
struct URU4000Image {
    struct Block {
        var flags: UInt8
        var lines: Int
    }

    /// As recorded from a 4500: the 124th line is not sent.
    static let blocks = [
        Block(flags: 0x02, lines: 72), Block(flags: 0x00, lines: 1), Block(flags: 0x02, lines: 49),
        Block(flags: 0x01, lines: 1), Block(flags: 0x00, lines: 1), Block(flags: 0x02, lines: 49),
        Block(flags: 0x00, lines: 1), Block(flags: 0x02, lines: 116),
    ]

    /// What the header says; the lines are those of the true table.
    var blocks: [Block]
    var announcedLines = 289
    private let trueBlocks: [Block]
    private let keyIndex: UInt8
    private let keys: [UInt8: UInt32]

    init(blocks: [Block], keyIndex: UInt8, keys: [UInt8: UInt32]) {
        self.blocks = blocks
        trueBlocks = blocks
        self.keyIndex = keyIndex
        self.keys = keys
    }

    func bytes(of field: SensorField) -> [UInt8] { header + scrambled(field) }

    private var header: [UInt8] {
        let lines = [UInt8(announcedLines & 0xFF), UInt8(announcedLines >> 8)]
        let table = blocks.flatMap { [$0.flags, UInt8($0.lines)] }
        let start = [0x10, 0x40, 0x80, 0x01] + lines + [keyIndex] + [UInt8](repeating: 0, count: 9)
        return start + table + [UInt8](repeating: 0, count: 64 - start.count - table.count)
    }

    private func scrambled(_ field: SensorField) -> [UInt8] {
        var register = ShiftRegister(keys[keyIndex] ?? 0)
        var index = keyIndex
        var row = 0
        var sent: [UInt8] = []
        sent.reserveCapacity(289 * SensorField.width)
        for block in trueBlocks {
            if block.flags & 0x80 != 0 {
                index += 1
                register = ShiftRegister(keys[index] ?? 0)
            }
            field.withRows(row..<row + block.lines) { pixels in
                if block.flags & 0x02 == 0 {
                    for _ in pixels { register.clock() }
                    if block.flags & 0x01 == 0 { sent += pixels }
                } else {
                    // The first byte carries nothing, the last pixel is not sent.
                    sent.append(0xA5)
                    for pixel in pixels.dropLast() {
                        sent.append(pixel ^ register.mask)
                        register.clock()
                    }
                    register.clock()
                }
            }
            row += block.lines
        }
        return sent
    }
}

/// The reader's 32-bit shift register, clocked once per byte, bit by bit as the facts give it.
private struct ShiftRegister {
    /// The register's bits that make up a mask, highest first.
    private static let maskBits: [UInt32] = [29, 24, 21, 18, 14, 11, 8, 4]

    private var state: UInt32

    init(_ key: UInt32) { state = key }

    var mask: UInt8 {
        var mask: UInt8 = 0
        for bit in Self.maskBits { mask = mask << 1 | UInt8(truncatingIfNeeded: state >> bit & 1) }
        return mask
    }

    mutating func clock() {
        let feedback = UInt32(truncatingIfNeeded: (state & 0x9248_144D).nonzeroBitCount & 1)
        state = feedback << 31 | state >> 1
    }
}
