internal import Foundation

/// Where each point of the reader's glass lies on the finger: turned, shifted, and stretched as skin is.
struct Placement {
    private let cosine: Float
    private let sine: Float
    private let shift: SIMD2<Float>
    private let drag: SIMD2<Float>
    private let twist: Float
    private let amplitude: Float
    private let unevenX: SmoothNoise
    private let unevenY: SmoothNoise

    init(_ conditions: Conditions, using random: inout SeededRandom) {
        cosine = cos(conditions.rotation)
        sine = sin(conditions.rotation)
        shift = SIMD2(conditions.shiftX, conditions.shiftY)
        amplitude = conditions.distortion
        let angle = random.uniform(0...(2 * .pi))
        drag = conditions.distortion * SIMD2(cos(angle), sin(angle))
        twist = random.uniform(-0.007...0.007) * conditions.distortion
        unevenX = SmoothNoise(cell: 130, using: &random)
        unevenY = SmoothNoise(cell: 130, using: &random)
    }

    /// - Parameters: pixels at 500 ppi from the middle of the field, y downwards.
    /// - Returns: pixels of the master print.
    func onFinger(_ x: Float, _ y: Float) -> SIMD2<Float> {
        let fromMiddle = SIMD2(x, y) - shift
        // The middle of the contact holds still, its edge is dragged and turned (Cappelli, Maio and Maltoni, 2001).
        let square = (fromMiddle * fromMiddle).sum()
        let slip = 1 - exp(-square / (2 * 90 * 90))
        let turned = SIMD2(fromMiddle.y, -fromMiddle.x) * (twist * slip)
        let uneven = amplitude * 0.7 * SIMD2(unevenX(x, y), unevenY(x, y))
        let stretched = fromMiddle + slip * drag + turned + uneven
        return SIMD2(
            stretched.x * cosine - stretched.y * sine + Float(MasterPrint.width) / 2,
            stretched.x * sine + stretched.y * cosine + Float(MasterPrint.height) / 2)
    }

    /// The inverse, by stepping: stretching is gentle, so each step leaves a small part of the error.
    func onGlass(_ target: SIMD2<Float>) -> SIMD2<Float> {
        var glass = SIMD2<Float>.zero
        for _ in 0..<12 {
            let error = target - onFinger(glass.x, glass.y)
            glass += SIMD2(error.x * cosine + error.y * sine, error.y * cosine - error.x * sine)
        }
        return glass
    }
}
