internal import Foundation

/// Random numbers that a seed repeats exactly: SplitMix64 (Steele, Lea and Flood, 2014).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A stream of its own for each combination of numbers, so that one more draw in one place moves nothing elsewhere.
    init(_ seed: UInt64, _ parts: Int...) {
        state = seed
        for part in parts { state = next() ^ UInt64(bitPattern: Int64(part)) }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// Evenly spread over the range.
    mutating func uniform(_ range: ClosedRange<Float>) -> Float {
        range.lowerBound + Float(next() >> 40) / Float(1 << 24) * (range.upperBound - range.lowerBound)
    }

    /// Normally distributed around 0 and cut at three standard deviations (sum of twelve, which needs no logarithm).
    mutating func normal(_ deviation: Float) -> Float {
        var sum: Float = -6
        for _ in 0..<12 { sum += uniform(0...1) }
        return max(-3, min(3, sum)) * deviation
    }
}
