internal import Imaging

/// Takes away what is not ridges: the slowly varying light and pressure.
///
/// Every pixel becomes (local mean − pixel) / local standard deviation, so that ridges are positive and their strength
/// is the same everywhere (Hong, Wan and Jain 1998, made local).
struct ContrastNormalisation {
    /// Ridges positive, about 1 strong; 0 in the margin.
    let ridges: Plane<Float>
    /// Local standard deviation of the grey levels, per cell.
    let contrast: Plane<Float>
    /// Local mean of the grey levels, per cell.
    let mean: Plane<Float>

    init(_ image: GrayImage, _ grid: CellGrid, _ parameters: Parameters) {
        mean = grid.cells(0)
        contrast = grid.cells(0)
        ridges = grid.pixels()
        image.withPixels { pixels in
            for row in 0..<grid.rows {
                for column in 0..<grid.columns {
                    var sum = 0
                    var squares = 0
                    let columns = column * CellGrid.cell..<min((column + 1) * CellGrid.cell, grid.width)
                    let rows = row * CellGrid.cell..<min((row + 1) * CellGrid.cell, grid.height)
                    for y in rows {
                        for x in columns {
                            let value = Int(pixels[y * grid.width + x])
                            sum += value
                            squares += value * value
                        }
                    }
                    let count = Float(columns.count * rows.count)
                    mean[column, row] = Float(sum) / count
                    contrast[column, row] = Float(squares) / count
                }
            }
            // Until here `contrast` holds the mean square; smoothed, it gives the deviation about the smoothed mean.
            CellFilter.smooth(mean, deviation: parameters.contrastReach)
            CellFilter.smooth(contrast, deviation: parameters.contrastReach)
            for at in 0..<grid.count {
                let mean = mean.values[at]
                contrast.values[at] = max(0, contrast.values[at] - mean * mean).squareRoot()
            }
            write(pixels, grid, parameters)
        }
    }

    private func write(_ pixels: UnsafeBufferPointer<UInt8>, _ grid: CellGrid, _ parameters: Parameters) {
        let columnTaps = Interpolation.taps(pixels: grid.width, cells: grid.columns)
        let rowTaps = Interpolation.taps(pixels: grid.height, cells: grid.rows)
        let means = Plane<Float>(width: grid.columns, height: 1, repeating: 0)
        let gains = Plane<Float>(width: grid.columns, height: 1, repeating: 0)
        let limit = parameters.greatestNormalised
        for y in 0..<grid.height {
            let tap = rowTaps[y]
            for column in 0..<grid.columns {
                means.values[column] =
                    mean[column, tap.first] * (1 - tap.share) + mean[column, tap.second] * tap.share
                let deviation =
                    contrast[column, tap.first] * (1 - tap.share) + contrast[column, tap.second] * tap.share
                gains.values[column] =
                    1
                    / (deviation * deviation + parameters.contrastFloor * parameters.contrastFloor)
                    .squareRoot()
            }
            let target = (y + CellGrid.margin) * ridges.width + CellGrid.margin
            for x in 0..<grid.width {
                let tap = columnTaps[x]
                let mean = means.values[tap.first] * (1 - tap.share) + means.values[tap.second] * tap.share
                let gain = gains.values[tap.first] * (1 - tap.share) + gains.values[tap.second] * tap.share
                let value = (mean - Float(pixels[y * grid.width + x])) * gain
                ridges.values[target + x] = min(limit, max(-limit, value))
            }
        }
    }
}

/// Between which two cells a pixel lies, for bilinear interpolation along one axis.
struct Interpolation {
    let first: Int
    let second: Int
    /// How much the second counts, 0...1.
    let share: Float

    static func taps(pixels: Int, cells: Int) -> [Interpolation] {
        (0..<pixels).map { pixel in
            let at = (Float(pixel) + 0.5) / Float(CellGrid.cell) - 0.5
            let first = min(max(0, Int(at.rounded(.down))), cells - 1)
            return Interpolation(
                first: first, second: min(first + 1, cells - 1), share: min(1, max(0, at - Float(first))))
        }
    }
}
