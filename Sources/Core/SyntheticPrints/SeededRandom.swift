internal import Ground

/// Random numbers that a seed repeats exactly.
struct SeededRandom: RandomNumberGenerator {
    private var generator: SplitMix64

    /// A stream of its own for each combination of numbers, so that one more draw in one place moves nothing elsewhere.
    init(_ seed: UInt64, _ parts: Int...) {
        generator = SplitMix64(seed: seed)
        for part in parts { generator = SplitMix64(seed: next() ^ UInt64(bitPattern: Int64(part))) }
    }

    mutating func next() -> UInt64 { generator.next() }

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
