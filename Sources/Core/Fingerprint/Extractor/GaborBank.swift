internal import Glibc

/// Complex Gabor filters for every orientation and ridge period, made once and shared.
///
/// The real part answers ridges, the imaginary part their flanks: together they give strength and phase of the ridge
/// pattern (Daugman 1985). Both are free of mean and scaled so that a wave of amplitude 1 is answered with 1.
/// Thread-safe: immutable.
final class GaborBank: Sendable {
    static let radius = 8
    static let side = 2 * radius + 1

    let orientations: Int
    private let periods: [Float]
    // Written in `init` alone; only read afterwards, by any number of threads.
    private nonisolated(unsafe) let taps: UnsafeMutablePointer<Float>

    init(_ parameters: Parameters) {
        orientations = parameters.orientations
        let (least, greatest, count) = (parameters.leastPeriod, parameters.greatestPeriod, parameters.periods)
        periods = (0..<count).map { least * powf(greatest / least, Float($0) / Float(count - 1)) }
        taps = .allocate(capacity: orientations * periods.count * 2 * Self.side * Self.side)
        for orientation in 0..<orientations {
            for period in periods.indices { fill(orientation, period, parameters) }
        }
    }

    deinit { taps.deallocate() }

    /// The index of the filter for a wave vector's direction (radians) and length (radians per pixel).
    func index(angle: Float, waveNumber: Float) -> Int {
        let orientation = Int((angle / .pi * Float(orientations)).rounded())
        let wrapped = ((orientation % orientations) + orientations) % orientations
        let period = 2 * Float.pi / max(waveNumber, 1e-3)
        let ratio = logf(period / periods[0]) / logf(periods[1] / periods[0])
        return wrapped * periods.count + Int(min(Float(periods.count - 1), max(0, ratio.rounded())))
    }

    /// The unit wave vector that the filter was made for.
    func normal(_ index: Int) -> SIMD2<Float> {
        let angle = Float(index / periods.count) * .pi / Float(orientations)
        return SIMD2(cosf(angle), sinf(angle))
    }

    /// `side * side` taps of the real part, then as many of the imaginary part.
    func filter(_ index: Int) -> UnsafePointer<Float> { UnsafePointer(taps + index * 2 * Self.side * Self.side) }

    private func fill(_ orientation: Int, _ period: Int, _ parameters: Parameters) {
        let angle = Float(orientation) * .pi / Float(orientations)
        let (nx, ny) = (cosf(angle), sinf(angle))
        let wave = 2 * Float.pi / periods[period]
        let across = parameters.gaborAcross * periods[period]
        let along = parameters.gaborAlong
        let size = Self.side * Self.side
        let start = (orientation * periods.count + period) * 2 * size
        var (envelopeSum, realSum) = (Float(0), Float(0))
        var envelopes = [Float](repeating: 0, count: size)
        for at in 0..<size {
            let (x, y) = (Float(at % Self.side - Self.radius), Float(at / Self.side - Self.radius))
            let (n, t) = (x * nx + y * ny, y * nx - x * ny)
            envelopes[at] = expf(-n * n / (2 * across * across) - t * t / (2 * along * along))
            taps[start + at] = envelopes[at] * cosf(wave * n)
            taps[start + size + at] = -envelopes[at] * sinf(wave * n)
            envelopeSum += envelopes[at]
            realSum += taps[start + at]
        }
        var gain: Float = 0
        for at in 0..<size {
            taps[start + at] -= envelopes[at] * realSum / envelopeSum
            let (x, y) = (Float(at % Self.side - Self.radius), Float(at / Self.side - Self.radius))
            gain += taps[start + at] * cosf(wave * (x * nx + y * ny))
        }
        for at in 0..<size {
            taps[start + at] /= gain
            taps[start + size + at] /= gain
        }
    }
}
