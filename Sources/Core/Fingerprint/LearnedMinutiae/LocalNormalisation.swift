internal import Imaging

/// What the network sees of a picture: each pixel less its surroundings' mean, over their deviation.
///
/// Surroundings are 33 x 33 pixels, the picture's edge repeated; Training/dataset.py does the same.
enum LocalNormalisation {
    static let reach = 16
    /// Grey values added to the deviation, so that empty paper stays quiet.
    static let floor: Float = 6
    static let limit: Float = 3
    /// What one unit of the map stands for, and the byte that stands for zero.
    static let unit: Float = 1 / 21
    static let zero = 64

    /// - Returns: a map of sides that are multiples of 8, at least the picture's; what is beyond the picture is zero.
    static func map(_ image: GrayImage, channels: Int) -> FeatureMap<UInt8> {
        let (width, height) = (image.width, image.height)
        let map = FeatureMap<UInt8>(
            width: (width + 7) / 8 * 8, height: (height + 7) / 8 * 8, channels: channels, filling: UInt8(zero))
        guard width > 0, height > 0 else { return map }
        // Sums over 33 rows for each column, the edge columns repeated 16 times, and from them each row's sums over 33
        // columns: of the pixels and of their squares. All fit 32 bits.
        let wide = width + 2 * reach
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4 * (wide + 1)) { scratch in
            scratch.update(repeating: 0)
            guard let columns = scratch.baseAddress else { return }
            let squares = columns + wide
            let running = squares + wide
            let runningSquares = running + wide + 1
            image.withPixels { pixels in
                for y in -reach..<reach { add(row(y, of: pixels, width, height), columns, squares, width) }
                for y in 0..<height {
                    add(row(y + reach, of: pixels, width, height), columns, squares, width)
                    accumulate(columns, into: running, width)
                    accumulate(squares, into: runningSquares, width)
                    normalise(row(y, of: pixels, width, height), running, runningSquares, into: map.row(y), channels)
                    subtract(row(y - reach, of: pixels, width, height), columns, squares, width)
                }
            }
        }
        return map
    }

    /// A row of the picture; beyond it, its first or last.
    private static func row(
        _ y: Int, of pixels: UnsafeBufferPointer<UInt8>, _ width: Int, _ height: Int
    ) -> UnsafeBufferPointer<UInt8> {
        let start = min(max(y, 0), height - 1) * width
        return UnsafeBufferPointer(rebasing: pixels[start..<start + width])
    }

    private typealias Sums = UnsafeMutablePointer<UInt32>

    private static func add(_ row: UnsafeBufferPointer<UInt8>, _ columns: Sums, _ squares: Sums, _ width: Int) {
        for x in 0..<width {
            let value = UInt32(row[x])
            columns[x + reach] &+= value
            squares[x + reach] &+= value &* value
        }
    }

    private static func subtract(_ row: UnsafeBufferPointer<UInt8>, _ columns: Sums, _ squares: Sums, _ width: Int) {
        for x in 0..<width {
            let value = UInt32(row[x])
            columns[x + reach] &-= value
            squares[x + reach] &-= value &* value
        }
    }

    /// running[i] becomes the sum of the first i columns.
    private static func accumulate(_ columns: Sums, into running: Sums, _ width: Int) {
        for x in 0..<reach {
            columns[x] = columns[reach]
            columns[reach + width + x] = columns[reach + width - 1]
        }
        var sum: UInt32 = 0
        for x in 0..<width + 2 * reach {
            sum &+= columns[x]
            running[x + 1] = sum
        }
    }

    private static func normalise(
        _ row: UnsafeBufferPointer<UInt8>, _ running: Sums, _ squares: Sums,
        into out: UnsafeMutableBufferPointer<UInt8>, _ channels: Int
    ) {
        let across = 2 * reach + 1
        let share = 1 / Float(across * across)
        for x in 0..<row.count {
            let mean = Float(running[x + across] &- running[x]) * share
            let square = Float(squares[x + across] &- squares[x]) * share
            let deviation = max(0, square - mean * mean).squareRoot()
            let value = (Float(row[x]) - mean) / (deviation + floor)
            let limited = min(max(value, -limit), limit)
            // All positive, so that cutting rounds.
            out[x * channels] = UInt8(truncatingIfNeeded: Int32(limited / unit + Float(zero) + 0.5))
        }
    }
}
