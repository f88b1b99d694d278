internal import Glibc
internal import Imaging

/// How far the finger moved while it was captured, as far as one picture can tell.
///
/// Movement wipes out what is finer than ridges (their edges, pores, grain) along its own direction, and it does so
/// everywhere, whichever way the ridges run. So in each cell the logarithm of the energy of fine detail is taken as a
/// function of direction; of that function's second harmonic one part follows the ridges, and the part that is common
/// to all cells is movement. Where a sensor shows nothing finer than ridges, nothing can be told and the result is small.
enum Movement {
    private static let radius = 8
    /// Pixels: deviation of the window.
    private static let window: Float = 4
    /// Waves per pixel: about twice the ridges' and somewhat more.
    private static let frequencies: [Float] = [0.2, 0.25]
    private static let directions = 8
    /// Squared grey levels, so that the noise of a blank patch says nothing.
    private static let floor: Float = 0.1
    /// Cells that are enough, and those without which nothing is said.
    private static let mostCells = 700, leastCells = 100

    /// One window's answer to both frequencies in all directions.
    private typealias Bank = SIMD16<Float>

    /// Half the window's filters, the other half being its mirror: of the real part even, of the imaginary odd.
    private static let taps: [(x: Int, y: Int, even: Bank, odd: Bank)] = {
        let places = (-radius...radius).flatMap { y in (-radius...radius).map { (x: $0, y: y) } }
        let envelope = places.map { expf(-Float($0.x * $0.x + $0.y * $0.y) / (2 * window * window)) }
        let whole = envelope.reduce(0, +)
        var (even, odd) = ([Bank](repeating: .zero, count: places.count), [Bank](repeating: .zero, count: places.count))
        for lane in 0..<Bank.scalarCount {
            let wave = 2 * Float.pi * frequencies[lane / directions]
            let angle = Float(lane % directions) * .pi / Float(directions)
            for (at, place) in places.enumerated() {
                let phase = wave * (cosf(angle) * Float(place.x) + sinf(angle) * Float(place.y))
                even[at][lane] = envelope[at] / whole * cosf(phase)
                odd[at][lane] = envelope[at] / whole * sinf(phase)
            }
            // Blind to the mean grey level.
            let mean = even.reduce(0) { $0 + $1[lane] }
            for at in places.indices { even[at][lane] -= mean * envelope[at] / whole }
        }
        return places.indices.prefix(places.count / 2 + 1).map { at in
            // The middle is its own mirror.
            let share: Float = at == places.count / 2 ? 0.5 : 1
            return (places[at].x, places[at].y, even[at] * share, odd[at])
        }
    }()

    /// 0 for none; some 0.2 for prints of a finger that was held still, beyond 0.45 for one that moved by four pixels.
    ///
    /// - Parameters:
    ///   - image: at 500 ppi.
    ///   - mask: where the print is.
    static func strength(in image: GrayImage, within mask: Plane<Bool>, _ field: RidgeField) -> Float {
        let cells = chosenCells(image, mask)
        guard cells.count >= leastCells else { return 0 }
        let ridges = cells.map { cell -> SIMD2<Float> in
            let at = cell.row * mask.width + cell.column
            let normal = field.normal(at)
            return field.coherence(at)
                * SIMD2(normal.x * normal.x - normal.y * normal.y, 2 * normal.x * normal.y)
        }
        let detail = image.withPixels { pixels in
            cells.map { secondHarmonic(pixels, image.width, x: $0.column * 8 + 4, y: $0.row * 8 + 4) }
        }
        return length(common(detail, beside: ridges))
    }

    /// What `detail` has in common once what follows `ridges` is taken off: detail = share · ridges + common.
    private static func common(_ detail: [SIMD2<Float>], beside ridges: [SIMD2<Float>]) -> SIMD2<Float> {
        let count = Float(detail.count)
        let (meanDetail, meanRidges) = (detail.reduce(.zero, +) / count, ridges.reduce(.zero, +) / count)
        var (product, square) = (Float(0), 1e-3 * count)
        for (one, other) in zip(detail, ridges) {
            product += ((one - meanDetail) * (other - meanRidges)).sum()
            square += ((other - meanRidges) * (other - meanRidges)).sum()
        }
        return meanDetail - product / square * meanRidges
    }

    /// Cells well inside the print, every second one or fewer, with their whole windows on the picture.
    private static func chosenCells(_ image: GrayImage, _ mask: Plane<Bool>) -> [(column: Int, row: Int)] {
        let inside = (0..<mask.width * mask.height).lazy
            .map { (column: $0 % mask.width, row: $0 / mask.width) }
            .filter { ($0.column + $0.row) % 2 == 0 }
            .filter { cell in
                let (x, y) = (cell.column * CellGrid.cell + 4, cell.row * CellGrid.cell + 4)
                guard x >= radius, y >= radius, x + radius < image.width, y + radius < image.height else {
                    return false
                }
                return (-2...2).allSatisfy { down in
                    let reach = 2 - abs(down)
                    return (-reach...reach).allSatisfy { across in
                        let (column, row) = (cell.column + across, cell.row + down)
                        return column >= 0 && row >= 0 && column < mask.width && row < mask.height && mask[column, row]
                    }
                }
            }
        let cells = Array(inside)
        let step = (cells.count + mostCells - 1) / mostCells
        return step <= 1 ? cells : stride(from: 0, to: cells.count, by: step).map { cells[$0] }
    }

    /// Of the logarithm of fine detail's energy as a function of direction, as a vector of the doubled angle.
    private static func secondHarmonic(
        _ pixels: UnsafeBufferPointer<UInt8>, _ width: Int, x: Int, y: Int
    ) -> SIMD2<Float> {
        var (real, imaginary) = (Bank.zero, Bank.zero)
        for tap in taps {
            let one = Float(pixels[(y + tap.y) * width + x + tap.x])
            let mirror = Float(pixels[(y - tap.y) * width + x - tap.x])
            real += (one + mirror) * tap.even
            imaginary += (one - mirror) * tap.odd
        }
        let energy = real * real + imaginary * imaginary
        var sum = SIMD2<Float>.zero
        for lane in 0..<Bank.scalarCount {
            sum += logf(energy[lane] + floor) * doubled[lane % directions]
        }
        return sum * 2 / Float(Bank.scalarCount)
    }

    /// The unit vectors of the directions' doubled angles.
    private static let doubled: [SIMD2<Float>] = (0..<directions).map {
        let angle = 2 * Float($0) * .pi / Float(directions)
        return SIMD2(cosf(angle), sinf(angle))
    }

    private static func length(_ vector: SIMD2<Float>) -> Float { (vector * vector).sum().squareRoot() }
}
