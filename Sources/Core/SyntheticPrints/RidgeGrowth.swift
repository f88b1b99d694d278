internal import Foundation

/// Grows a ridge pattern by filtering noise again and again with Gabor filters that follow the flow
/// (Cappelli, Maio and Maltoni's SFinGe, 2000): waves grow everywhere at once, and minutiae arise where they meet out of step.
struct RidgeGrowth {
    /// Pixels at 500 ppi.
    let width: Int
    let height: Int
    /// Ridge direction per half-resolution pixel, as an index of the bank.
    private let filters: [UInt16]

    private static let angles = 64
    private static let periods: [Float] = [7.4, 8, 8.6, 9.2, 9.8, 10.4, 11.1, 11.9]

    /// - Parameters:
    ///   - angle: ridge direction in radians, counter-clockwise, at a pixel of 500 ppi.
    ///   - period: ridge distance in pixels at 500 ppi.
    init(
        width: Int, height: Int, angle: (_ x: Int, _ y: Int) -> Float, period: (_ x: Int, _ y: Int) -> Float
    ) {
        self.width = width
        self.height = height
        filters = (0..<(width / 2) * (height / 2)).map { at in
            let x = at % (width / 2) * 2
            let y = at / (width / 2) * 2
            let turn = angle(x, y) / .pi
            let bin = Int(((turn - turn.rounded(.down)) * Float(Self.angles)).rounded()) % Self.angles
            let wanted = period(x, y)
            let near = Self.periods.indices.min { abs(Self.periods[$0] - wanted) < abs(Self.periods[$1] - wanted) }
            return UInt16(bin * Self.periods.count + (near ?? 0))
        }
    }

    /// The pattern, row by row, −1 (valley) to 1 (ridge).
    func pattern(using random: inout SeededRandom) -> [Float] {
        // Coarse first: at half the resolution the waves spread four times as fast for a quarter of the work.
        var coarse = Plane(width: width / 2, height: height / 2)
        for y in 0..<height / 2 { for x in 0..<width / 2 { coarse[x, y] = random.uniform(-1...1) } }
        let coarseBank = Self.bank(scale: 0.5)
        // Each round makes pairs of opposite minutiae meet and vanish; after many only those that the flow forces would
        // be left, the same ones on every finger of a class.
        for _ in 0..<8 { coarse = filtered(coarse, step: 1, bank: coarseBank) }
        var fine = Plane(width: width, height: height)
        for y in 0..<height { for x in 0..<width { fine[x, y] = coarse[x / 2, y / 2] } }
        let fineBank = Self.bank(scale: 1)
        for _ in 0..<3 { fine = filtered(fine, step: 2, bank: fineBank) }
        return (0..<height).flatMap { y in (0..<width).map { x in fine[x, y] } }
    }

    private func filtered(_ plane: Plane, step: Int, bank: [Float]) -> Plane {
        var result = Plane(width: plane.width, height: plane.height)
        let taps = Self.taps
        filters.withUnsafeBufferPointer { filters in
            bank.withUnsafeBytes { bank in
                plane.values.withUnsafeBytes { source in
                    for y in 0..<plane.height {
                        for x in 0..<plane.width {
                            let filter = Int(filters[y / step * (width / 2) + x / step])
                            var kernelAt = filter * taps * taps * 4
                            // A plane's margin is half a kernel, so the window starts at the pixel's own index.
                            var sourceAt = (y * plane.stride + x) * 4
                            var sum = SIMD16<Float>.zero
                            for _ in 0..<taps {
                                let weights = bank.loadUnaligned(fromByteOffset: kernelAt, as: SIMD16<Float>.self)
                                let pixels = source.loadUnaligned(fromByteOffset: sourceAt, as: SIMD16<Float>.self)
                                sum += weights * pixels
                                kernelAt += taps * 4
                                sourceAt += plane.stride * 4
                            }
                            result[x, y] = max(-1, min(1, sum.sum()))
                        }
                    }
                }
            }
        }
        return result
    }

    /// Taps per side; even, so that a row is one SIMD16. The sixteenth tap's partner would weigh next to nothing.
    private static let taps = 16

    /// All filters, angle by angle and period by period, `taps * taps` weights each.
    ///
    /// - Parameter scale: pixels of the plane per pixel at 500 ppi.
    private static func bank(scale: Float) -> [Float] {
        (0..<angles * periods.count).flatMap { index in
            kernel(
                angle: Float(index / periods.count) / Float(angles) * .pi,
                period: periods[index % periods.count] * scale)
        }
    }

    private static func kernel(angle: Float, period: Float) -> [Float] {
        let sigma = 0.42 * period
        let positions = (0..<taps * taps).map { SIMD2(Float($0 % taps - taps / 2), Float($0 / taps - taps / 2)) }
        let bell = positions.map { exp(-($0.x * $0.x + $0.y * $0.y) / (2 * sigma * sigma)) }
        // Across the ridges; rows grow downwards, angles turn upwards.
        let wave = positions.map { cos(2 * .pi / period * ($0.x * sin(angle) + $0.y * cos(angle))) }
        let sum = zip(bell, wave).reduce(into: (bell: Float(0), product: Float(0))) {
            $0.bell += $1.0
            $0.product += $1.0 * $1.1
        }
        let weights = zip(bell, wave).map { $0 * ($1 - sum.product / sum.bell) }
        // A perfect wave comes out half as strong again and is cut: that is what makes the pattern grow.
        let response = zip(weights, wave).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        return weights.map { $0 * 1.5 / response }
    }
}

/// A picture of numbers with a margin of half a kernel on all sides, so that filtering needs no special case there.
private struct Plane {
    static let margin = 8
    let width: Int
    let height: Int
    let stride: Int
    var values: [Float]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        stride = width + 2 * Self.margin
        values = Array(repeating: 0, count: stride * (height + 2 * Self.margin))
    }

    subscript(x: Int, y: Int) -> Float {
        get { values[(y + Self.margin) * stride + x + Self.margin] }
        set { values[(y + Self.margin) * stride + x + Self.margin] = newValue }
    }
}
