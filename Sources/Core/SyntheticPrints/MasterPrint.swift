internal import Foundation

/// The skin of one finger that nobody has: its ridges, pores and scars, and where its minutiae are.
///
/// The same seed gives the same finger on every machine of one instruction set. Thread-safe: immutable.
public struct MasterPrint: Sendable {
    public let pattern: PatternClass

    /// Pixels at 500 ppi.
    static let width = 448
    static let height = 576

    /// Row by row, −1 (valley) to 1 (ridge), pores and scars included.
    let skin: [Float]
    let minutiae: [TrueMinutia]

    /// Grows a finger; about 0.1 s.
    public init(seed: UInt64) {
        var random = SeededRandom(seed, 1)
        // Roughly how often the classes occur (Wilson, Candela and Watson, 1993).
        let draw = random.uniform(0...1)
        pattern =
            draw < 0.05
            ? .arch : draw < 0.09 ? .tentedArch : draw < 0.40 ? .leftLoop : draw < 0.72 ? .rightLoop : .whorl
        let flow = RidgeFlow(pattern, using: &random)
        let basePeriod = random.uniform(8.6...10.4)
        let widePeriod = SmoothNoise(cell: 110, using: &random)
        let finePeriod = SmoothNoise(cell: 35, using: &random)
        let growth = RidgeGrowth(
            width: Self.width, height: Self.height,
            angle: { flow.angle(Float($0 - Self.width / 2), Float(Self.height / 2 - $1)) },
            period: { x, y in
                // Ridges lie further apart towards the joint.
                let low = max(0, Float(y) / Float(Self.height) - 0.5)
                let uneven = 0.12 * widePeriod(Float(x), Float(y)) + 0.18 * finePeriod(Float(x), Float(y))
                return basePeriod * (1 + 0.25 * low + uneven)
            })
        let ridges = growth.pattern(using: &random)
        let scars = Scar.random(using: &random)
        minutiae = Skeleton(width: Self.width, height: Self.height, pattern: ridges).minutiae().filter { minutia in
            !scars.contains { $0.distance(minutia.x, minutia.y) < 3 }
        }
        skin = Self.skin(ridges, scars: scars, using: &random)
    }

    /// Puts the finger on a reader under conditions as they happen at a counter; about 20 ms for 388 x 374 pixels.
    ///
    /// - Parameters:
    ///   - seed: chooses the conditions.
    ///   - strength: 1 for a usual spread of conditions, 0 for perfect prints, up to 2 for hard ones.
    public func impression(
        seed: UInt64, field: Impression.Field = Impression.Field(), strength: Float = 1
    ) -> Impression {
        var random = SeededRandom(seed, 3)
        return Impression(
            of: self, conditions: .natural(strength: strength, using: &random), field: field, seed: random.next())
    }

    /// Pierces the ridges with pores and cuts them with scars.
    private static func skin(_ ridges: [Float], scars: [Scar], using random: inout SeededRandom) -> [Float] {
        var skin = ridges
        let spacing = 8
        for row in stride(from: spacing, to: height - spacing, by: spacing) {
            for column in stride(from: spacing, to: width - spacing, by: spacing) {
                let x = column + Int(random.uniform(-3...3).rounded())
                let y = row + Int(random.uniform(-3...3).rounded())
                let depth = random.uniform(0.3...1.2)
                guard ridges[y * width + x] > 0.75 else { continue }
                for (dx, dy, share) in poreShape { skin[(y + dy) * width + x + dx] -= depth * share }
            }
        }
        for scar in scars {
            for y in 0..<height {
                for x in 0..<width {
                    let distance = scar.distance(Float(x), Float(y))
                    if distance < scar.halfWidth + 1 {
                        let cut = min(1, scar.halfWidth + 1 - distance)
                        skin[y * width + x] = skin[y * width + x] * (1 - cut) - cut
                    }
                }
            }
        }
        return skin
    }

    private static let poreShape: [(Int, Int, Float)] = [
        (0, 0, 1), (1, 0, 0.6), (-1, 0, 0.6), (0, 1, 0.6), (0, -1, 0.6), (1, 1, 0.3), (-1, 1, 0.3), (1, -1, 0.3),
        (-1, -1, 0.3),
    ]
}

/// A healed cut or a deep crease: a white line through the ridges.
struct Scar: Sendable {
    private let start: SIMD2<Float>
    private let end: SIMD2<Float>
    let halfWidth: Float

    /// Most fingers have none, some one or two.
    static func random(using random: inout SeededRandom) -> [Scar] {
        let draw = random.uniform(0...1)
        return (0..<(draw < 0.65 ? 0 : draw < 0.9 ? 1 : 2)).map { _ in Scar(using: &random) }
    }

    private init(using random: inout SeededRandom) {
        start = SIMD2(random.uniform(80...370), random.uniform(120...450))
        let angle = random.uniform(0...(2 * .pi))
        end = start + random.uniform(40...130) * SIMD2(cos(angle), sin(angle))
        halfWidth = random.uniform(0.6...1.8)
    }

    /// Pixels from a point to the scar.
    func distance(_ x: Float, _ y: Float) -> Float {
        let way = end - start
        let offset = SIMD2(x, y) - start
        let along = max(0, min(1, (offset * way).sum() / (way * way).sum()))
        let rest = offset - along * way
        return (rest * rest).sum().squareRoot()
    }
}
