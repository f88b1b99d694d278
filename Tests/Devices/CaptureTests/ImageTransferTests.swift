import Ground
import Imaging
import Testing

@testable import URU4000

@Suite("An image transfer")
struct ImageTransferTests {
    /// A transfer with the given announced lines, block table and as many pixels as lines.
    private static func transfer(lines: Int, blocks: [(UInt8, UInt8)], random: inout SplitMix64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64)
        (bytes[4], bytes[5]) = (UInt8(lines & 0xFF), UInt8(lines >> 8))
        for (index, block) in blocks.enumerated() { (bytes[16 + 2 * index], bytes[17 + 2 * index]) = block }
        return bytes + (0..<lines * 384).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// The facts, line by line and bit by bit: the oracle.
    private static func slowlyDescrambled(_ bytes: [UInt8], keys: [UInt32]) -> [UInt8] {
        var data = Array(bytes[64...])
        var keys = keys[...]
        var register = keys.removeFirst()
        func mask() -> UInt8 {
            var mask: UInt8 = 0
            if register & 1 << 4 != 0 { mask |= 0x01 }
            if register & 1 << 8 != 0 { mask |= 0x02 }
            if register & 1 << 11 != 0 { mask |= 0x04 }
            if register & 1 << 14 != 0 { mask |= 0x08 }
            if register & 1 << 18 != 0 { mask |= 0x10 }
            if register & 1 << 21 != 0 { mask |= 0x20 }
            if register & 1 << 24 != 0 { mask |= 0x40 }
            if register & 1 << 29 != 0 { mask |= 0x80 }
            return mask
        }
        func clock() {
            var parity = register & 0x9248_144D
            parity ^= parity >> 16
            parity ^= parity >> 8
            parity ^= parity >> 4
            parity ^= parity >> 2
            parity ^= parity >> 1
            register = parity << 31 | register >> 1
        }
        var row = 0
        for record in 0..<15 {
            let (flags, lines) = (bytes[16 + 2 * record], Int(bytes[17 + 2 * record]))
            if lines == 0 || row >= Int(bytes[4]) | Int(bytes[5]) << 8 { break }
            if flags & 0x80 != 0 { register = keys.removeFirst() }
            let count = lines * 384
            if flags & 0x06 == 0x02 {
                for index in row * 384..<row * 384 + count - 1 {
                    data[index] = data[index + 1] ^ mask()
                    clock()
                }
                data[row * 384 + count - 1] = 0
                clock()
            } else if flags & 0x06 == 0 {
                for _ in 0..<count { clock() }
            }
            if flags & 0x01 == 0 { row += lines }
        }
        return data
    }

    @Test(
        "is descrambled as the facts say, for every kind of block",
        arguments: [
            [(2, 72), (0, 1), (2, 49), (1, 1), (0, 1), (2, 49), (0, 1), (2, 116)], [(2, 20), (2, 9)],
            [(2, 10), (4, 2), (6, 3), (0x82, 4), (0, 3), (0x80, 5), (2, 8)],
            [(0x82, 1), (0x82, 1), (3, 1), (2, 1), (7, 1), (2, 20), (2, 5)],
        ] as [[(UInt8, UInt8)]])
    func descrambling(blocks: [(UInt8, UInt8)]) throws {
        var random = SplitMix64(seed: 3)
        let lines = blocks.reduce(0) { $0 + ($1.0 & 0x01 == 0 ? Int($1.1) : 0) }
        let bytes = Self.transfer(lines: lines, blocks: blocks, random: &random)
        let image = try ImageTransfer(WipingBytes(bytes))
        let keys = image.keyIndices.map { _ in UInt32.random(in: 0...UInt32.max, using: &random) }
        let fast = image.descrambled(keys: keys).withBytes { Array($0) }
        #expect(fast == Self.slowlyDescrambled(bytes, keys: keys))
    }

    @Test("has one more key than key changes, numbered on from the header's")
    func keyNumbers() throws {
        var random = SplitMix64(seed: 4)
        var bytes = Self.transfer(lines: 9, blocks: [(2, 2), (0x82, 3), (0x82, 4)], random: &random)
        bytes[6] = 0xFE
        #expect(try ImageTransfer(WipingBytes(bytes)).keyIndices == [0xFE, 0xFF, 0x00])
    }

    @Test("of smooth lines is taken for plain, of noise for scrambled, whatever the flags say")
    func noise() throws {
        var random = SplitMix64(seed: 5)
        let noisy = Self.transfer(lines: 2, blocks: [(0, 2)], random: &random)
        var smooth = Self.transfer(lines: 2, blocks: [(2, 2)], random: &random)
        for index in 64..<smooth.count { smooth[index] = UInt8(100 + index % 50) }
        #expect(try ImageTransfer(WipingBytes(noisy)).looksScrambled)
        #expect(try !ImageTransfer(WipingBytes(smooth)).looksScrambled)
    }

    @Test("puts the next line in the place of one that was not sent, inverts, and turns where needed")
    func assembly() throws {
        var random = SplitMix64(seed: 6)
        let bytes = Self.transfer(lines: 3, blocks: [(0, 1), (1, 1), (0, 2)], random: &random)
        let image = try ImageTransfer(WipingBytes(bytes))
        let rows = (0..<3).map { row in bytes[64 + 384 * row..<64 + 384 * (row + 1)].map { 255 - $0 } }
        let white = [UInt8](repeating: 255, count: 384 * 286)
        let upright = rows[0] + rows[1] + rows[1] + rows[2] + white
        #expect(pixels(image.picture(keys: [], upsideDown: false)) == upright)
        #expect(pixels(image.picture(keys: [], upsideDown: true)) == upright.reversed())
    }

    @Test("that is cut short anywhere is refused")
    func truncated() throws {
        var random = SplitMix64(seed: 8)
        let bytes = Self.transfer(lines: 2, blocks: [(2, 2)], random: &random)
        for count in 0..<bytes.count {
            #expect(throws: Fault(.init("reader.image"), "")) {
                _ = try ImageTransfer(WipingBytes(bytes.prefix(count)))
            }
        }
        #expect(try ImageTransfer(WipingBytes(bytes)).storedLines == 2)
    }

    @Test(
        "whose header asks for too much is refused",
        arguments: [
            (0, [(2, 1)]), (290, [(2, 1)]), (4, []), (4, [(2, 5)]), (4, [(2, 2), (2, 3)]),
            (4, [(1, 4), (1, 4), (1, 4), (2, 5)]), (280, [(2, 200), (1, 80), (2, 80)]),
        ] as [(Int, [(UInt8, UInt8)])])
    func refused(lines: Int, blocks: [(UInt8, UInt8)]) {
        var random = SplitMix64(seed: 9)
        let bytes = Self.transfer(lines: lines, blocks: blocks, random: &random)
        #expect(throws: Fault(.init("reader.image"), "")) { _ = try ImageTransfer(WipingBytes(bytes)) }
    }

    @Test("with any header gives a picture or is refused")
    func mutated() {
        var random = SplitMix64(seed: 10)
        let valid = Self.transfer(
            lines: 289, blocks: [(2, 72), (0, 1), (0x82, 49), (1, 1), (0, 1), (2, 166)], random: &random)
        var outcomes: [Bool: Int] = [:]
        for _ in 0..<2000 {
            var bytes = valid
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 4..<46, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let image = try? ImageTransfer(WipingBytes(bytes))
            let picture = image.map { $0.picture(keys: $0.keyIndices.map { UInt32($0) + 1 }, upsideDown: true) }
            outcomes[picture?.height == 290, default: 0] += 1
        }
        #expect(outcomes.keys.count == 2)
    }
}

@Suite("Challenge and response")
struct ChallengeResponseTests {
    @Test("The recorded challenge has the recorded response")
    func recorded() throws {
        let challenge = try #require(Hex.decode("4dae5a0b1247a86c9fbf29fdcc178a74"))
        #expect(Hex.encode(try ChallengeResponse.answer(to: challenge)) == "329351371e4adfb1f35f09f329c6ab46")
    }

    @Test("A challenge that is not one block is refused", arguments: [0, 15, 17])
    func refused(length: Int) {
        #expect(throws: Fault(.init("reader.powerUp"), "")) {
            _ = try ChallengeResponse.answer(to: [UInt8](repeating: 1, count: length))
        }
    }
}
