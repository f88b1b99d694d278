/// The masks with which a reader scrambles its lines, made eight at a time.
///
/// The reader clocks a 32-bit linear-feedback shift register once per byte. Its register after `t` clocks is bits
/// `t ..< t + 32` of one bit sequence s with `s[t + 32] = XOR of s[t + p]` over the taps p. As squaring is linear over
/// GF(2), the same holds with all distances times 64, so 64-bit words of s follow from earlier words in the same way.
struct Keystream {
    private static let feedback: UInt32 = 0x9248_144D
    /// Bits of the register that make up a mask, lowest first.
    private static let maskBits = [4, 8, 11, 14, 18, 21, 24, 29]

    private let words: [UInt64]

    /// - Parameters:
    ///   - key: the register before the first clock.
    ///   - clocks: masks from 0 up to this are asked for, at most.
    init(key: UInt32, clocks: Int) {
        let register = 32
        // One word more than the masks reach, as a window of 64 bits may begin anywhere.
        let count = max(register, (clocks + register) / 64 + 2)
        let taps = (0..<register).filter { Self.feedback >> $0 & 1 == 1 }
        var state = key
        words = Array(unsafeUninitializedCapacity: count) { words, initialized in
            for index in 0..<register {
                var word: UInt64 = 0
                for bit in 0..<64 {
                    word |= UInt64(state & 1) << bit
                    let next = UInt32(truncatingIfNeeded: (state & Self.feedback).nonzeroBitCount & 1)
                    state = next << 31 | state >> 1
                }
                words[index] = word
            }
            for index in register..<count {
                var word: UInt64 = 0
                for tap in taps { word ^= words[index - register + tap] }
                words[index] = word
            }
            initialized = count
        }
    }

    /// The masks of clocks `clock ..< clock + 8`, the first in the lowest byte.
    @inline(__always)
    static func masks(_ words: UnsafeBufferPointer<UInt64>, at clock: Int) -> UInt64 {
        let (word, bit) = (clock >> 6, UInt64(clock & 63))
        // Shifting by 64 gives zero, as wanted.
        let window = words[word] >> bit | words[word + 1] << (64 - bit)
        var square: UInt64 = 0
        for (row, tap) in Self.maskBits.enumerated() { square |= (window >> UInt64(tap) & 0xFF) << UInt64(8 * row) }
        return transposed(square)
    }

    /// The words that ``masks(_:at:)`` reads, valid only within `body`.
    func withWords<R>(_ body: (UnsafeBufferPointer<UInt64>) throws -> R) rethrows -> R {
        try words.withUnsafeBufferPointer(body)
    }

    /// Swaps rows (bytes) and columns (bits) of an 8 by 8 square of bits (Warren, Hacker's Delight, 7-3).
    @inline(__always)
    private static func transposed(_ square: UInt64) -> UInt64 {
        var square = square
        for (shift, mask) in [(7, 0x00AA_00AA_00AA_00AA), (14, 0x0000_CCCC_0000_CCCC), (28, 0x0000_0000_F0F0_F0F0)]
            as [(UInt64, UInt64)]
        {
            let swapped = (square ^ square >> shift) & mask
            square ^= swapped ^ swapped << shift
        }
        return square
    }
}
