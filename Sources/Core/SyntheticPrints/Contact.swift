/// Where skin touches the glass, and how firmly.
struct Contact {
    private let middle: SIMD2<Float>
    private let reach: SIMD2<Float>
    private let outline: SmoothNoise
    private let patches: SmoothNoise
    private let base: Float
    private let patchiness: Float

    init(_ conditions: Conditions, using random: inout SeededRandom) {
        middle = SIMD2(
            Float(MasterPrint.width) / 2 + random.normal(6), Float(MasterPrint.height) / 2 + 10 + random.normal(14))
        let size = 1 + 0.15 * conditions.pressure
        reach = size * SIMD2(random.uniform(150...175), random.uniform(200...235))
        outline = SmoothNoise(cell: 40, using: &random)
        patches = SmoothNoise(cell: 55, using: &random)
        base = 0.25 * conditions.pressure + 0.4 * conditions.moisture
        patchiness = 0.25 + 0.3 * max(0, -conditions.moisture)
    }

    /// 0 where the skin does not touch, rising to 1 within the contact.
    func pressure(_ point: SIMD2<Float>) -> Float {
        let offset = (point - middle) / reach
        let square = offset * offset
        // Between an ellipse and a rounded rectangle, as fingertips are.
        let distance = square.x + square.y + 0.35 * square.x * square.y
        return max(0, min(1, (1 - distance + 0.12 * outline(point.x, point.y)) * 3.5))
    }

    /// How far the ridges fill out there: above 0 thick ridges, below 0 thin and broken ones.
    func fullness(_ point: SIMD2<Float>, _ pressure: Float) -> Float {
        base + patchiness * patches(point.x, point.y) - 0.9 * (1 - pressure) * (1 - pressure)
    }
}
