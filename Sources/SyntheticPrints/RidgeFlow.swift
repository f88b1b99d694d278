internal import Foundation

/// The classes of Henry's system that the flow model draws.
public enum PatternClass: String, Sendable, CaseIterable {
    case arch, tentedArch, leftLoop, rightLoop, whorl
}

/// Where ridges run: the zero-pole model of Sherlock and Monro (1993) in a plane bent like the fingertip.
///
/// Each core turns the flow by half a turn around itself and each delta turns it back, so that the flow is level far
/// away. The bend `v = y + k(y) x²` then rounds the ridges of the tip and leaves those at the joint level.
/// Coordinates are pixels at 500 ppi from the middle of the master print, y growing upwards.
struct RidgeFlow {
    private let cores: [SIMD2<Float>]
    private let deltas: [SIMD2<Float>]
    private let tipBend: Float
    private let archHeight: Float
    private let wobble: SmoothNoise

    init(_ pattern: PatternClass, using random: inout SeededRandom) {
        let middle = SIMD2<Float>(random.normal(15), 25 + random.normal(25))
        let reach = random.uniform(55...130)
        let drop = random.uniform(75...160)
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
                middle + SIMD2(-reach - 15, -drop + random.normal(15)),
                middle + SIMD2(reach + 15, -drop + random.normal(15)),
            ]
        }
        tipBend = random.uniform(0.002...0.0055)
        archHeight = pattern == .arch ? random.uniform(25...60) : 8
        wobble = SmoothNoise(cell: 90, using: &random)
    }

    /// The ridges' direction at a point in radians, counter-clockwise from the x axis, modulo π.
    func angle(_ x: Float, _ y: Float) -> Float {
        let v = height(x, y)
        let z = SIMD2(x, v)
        var turn: Float = 0
        for core in cores { turn += direction(z - core) }
        for delta in deltas { turn -= direction(z - delta) }
        let flow = turn / 2 + 0.25 * wobble(x, y)
        // Back from the bent plane: du = dx, dv = v_x dx + v_y dy.
        let slopeX = height(x + 0.5, y) - height(x - 0.5, y)
        let slopeY = max(0.2, height(x, y + 0.5) - height(x, y - 0.5))
        return atan2((sin(flow) - slopeX * cos(flow)) / slopeY, cos(flow))
    }

    /// How much further apart the bend puts the ridges than in the level plane.
    ///
    /// Ridges that keep their distance where the bend spreads them would have to fork, at the same places in every
    /// finger.
    func spread(_ x: Float, _ y: Float) -> Float {
        let slope = SIMD2(height(x + 0.5, y) - height(x - 0.5, y), height(x, y + 0.5) - height(x, y - 0.5))
        return min(1.25, max(0.8, 1 / (slope * slope).sum().squareRoot()))
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
