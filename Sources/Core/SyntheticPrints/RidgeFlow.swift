internal import Foundation

/// The classes of Henry's system that the flow model draws.
public enum PatternClass: String, Sendable, CaseIterable {
    case arch, tentedArch, leftLoop, rightLoop, whorl
}

/// Where ridges run: the zero-pole model of Sherlock and Monro (1993) in a plane bent like the fingertip.
///
/// Each core turns the flow by half a turn around itself and each delta turns it back, so that the flow is level far
/// away. The bend `v = y + k(y) x²` then rounds the ridges of the tip and leaves those at the joint level.
/// The places of cores and deltas and the wobble of the flow are spread widely: wherever the flow spreads, ridges must
/// begin, so fingers with the same flow would have much the same minutiae.
/// Coordinates are pixels at 500 ppi from the middle of the master print, y growing upwards.
struct RidgeFlow {
    private let cores: [SIMD2<Float>]
    private let deltas: [SIMD2<Float>]
    private let tipBend: Float
    private let archHeight: Float
    private let wideWobble: SmoothNoise
    private let fineWobble: SmoothNoise

    init(_ pattern: PatternClass, using random: inout SeededRandom) {
        let middle = SIMD2<Float>(random.normal(14), 25 + random.normal(26))
        let reach = random.uniform(60...170)
        let drop = random.uniform(75...240)
        switch pattern {
        case .arch:
            cores = []
            deltas = []
        case .tentedArch:
            cores = [middle]
            deltas = [middle - SIMD2(random.normal(6), drop)]
        case .leftLoop, .rightLoop:
            // The loop opens away from its delta.
            let side: Float = pattern == .leftLoop ? 1 : -1
            cores = [middle]
            deltas = [middle + SIMD2(side * reach, -drop)]
        case .whorl:
            let turn = SIMD2(random.normal(14), random.uniform(16...46))
            cores = [middle + turn / 2, middle - turn / 2]
            deltas = [
                middle + SIMD2(-reach - 15 + random.normal(22), -drop + random.normal(22)),
                middle + SIMD2(reach + 15 + random.normal(22), -drop + random.normal(22)),
            ]
        }
        tipBend = random.uniform(0.0022...0.006)
        archHeight = pattern == .arch ? random.uniform(25...60) : 8
        wideWobble = SmoothNoise(cell: 100, using: &random)
        fineWobble = SmoothNoise(cell: 45, using: &random)
    }

    /// The ridges' direction at a point in radians, counter-clockwise from the x axis, modulo π.
    func angle(_ x: Float, _ y: Float) -> Float {
        let v = height(x, y)
        let z = SIMD2(x, v)
        var turn: Float = 0
        for core in cores { turn += direction(z - core) }
        for delta in deltas { turn -= direction(z - delta) }
        let flow = turn / 2 + 0.45 * wideWobble(x, y) + 0.15 * fineWobble(x, y)
        // Back from the bent plane: du = dx, dv = v_x dx + v_y dy.
        let slopeX = height(x + 0.5, y) - height(x - 0.5, y)
        let slopeY = max(0.2, height(x, y + 0.5) - height(x, y - 0.5))
        return atan2((sin(flow) - slopeX * cos(flow)) / slopeY, cos(flow))
    }

    private func height(_ x: Float, _ y: Float) -> Float {
        let tip = tipBend / (1 + exp(-(y + 20) / 55))
        let hump = archHeight * exp(-x * x / 5000 - (y + 20) * (y + 20) / 12000)
        // Beyond the finger's side the parabola would run away; it becomes a straight slope there.
        let reach = min(abs(x), 150)
        return y + tip * reach * reach - hump
    }

    private func direction(_ z: SIMD2<Float>) -> Float { atan2(z.y, z.x) }
}
