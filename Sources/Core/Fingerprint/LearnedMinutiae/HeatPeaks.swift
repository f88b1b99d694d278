internal import Glibc

/// Minutiae from the network's last map: where the heat has its peaks, read with parabolas through its logarithm.
enum HeatPeaks {
    /// Pixels to one cell of the map.
    static let cell: Float = 4

    /// - Parameters:
    ///   - map: heat (before the sigmoid), cosine, sine and ending (before the sigmoid) first among its channels.
    ///   - floor: minutiae with less heat are left out; 0 to 1.
    static func minutiae(_ map: FeatureMap<Float>, width: Int, height: Int, floor: Float) -> [Minutia] {
        let least = log(floor / (1 - floor))
        var found: [Minutia] = []
        guard map.width > 2, map.height > 2 else { return [] }
        let (across, down) = (map.channels, map.stride * map.channels)
        for y in 1..<map.height - 1 {
            for x in 1..<map.width - 1 {
                let at = map.pixels + y * down + x * across
                guard at[0] >= least, isPeak(at, across, down) else { continue }
                let place = SIMD2(
                    Float(x) + summit(at[-across], at[0], at[across]), Float(y) + summit(at[-down], at[0], at[down]))
                let pixel = (place + 0.5) * cell - 0.5
                guard pixel.x < Float(width), pixel.y < Float(height) else { continue }
                let turn = (atan2(at[2], at[1]) * 128 / .pi).rounded()
                found.append(
                    Minutia(
                        x: UInt16(max(0, pixel.x.rounded())), y: UInt16(max(0, pixel.y.rounded())),
                        direction: UInt8(truncatingIfNeeded: turn.isFinite ? Int(turn) : 0),
                        kind: at[3] > 0 ? .ending : .bifurcation,
                        quality: UInt8(max(1, (100 * sigmoid(at[0])).rounded()))))
            }
        }
        return found
    }

    private static func isPeak(_ at: UnsafeMutablePointer<Float>, _ across: Int, _ down: Int) -> Bool {
        let before = [-down - across, -down, -down + across, -across]
        return before.allSatisfy { at[0] > at[$0] && at[0] >= at[-$0] }
    }

    /// Where between -0.5 and 0.5 the parabola through three logarithms of heat is highest.
    private static func summit(_ left: Float, _ middle: Float, _ right: Float) -> Float {
        let (left, middle, right) = (log(sigmoid(left)), log(sigmoid(middle)), log(sigmoid(right)))
        return min(max(0.5 * (right - left) / (2 * middle - left - right + 1e-6), -0.5), 0.5)
    }

    static func sigmoid(_ value: Float) -> Float { 1 / (1 + exp(-value)) }
}
