internal import Imaging

/// What the network sees of a picture: each pixel less its surroundings' mean, over their deviation.
///
/// Surroundings are 33 x 33 pixels, the picture's edge repeated; Training/dataset.py does the same.
enum LocalNormalisation {
    static let reach = 16
    /// Grey values added to the deviation, so that empty paper stays quiet.
    static let floor: Float = 6
    static let limit: Float = 3

    /// - Returns: a map of sides that are multiples of 8, at least the picture's; what is beyond the picture is zero.
    static func map<Number: MapNumber>(_ image: GrayImage, channels: Int) -> FeatureMap<Number> {
        let (width, height) = (image.width, image.height)
        let map = FeatureMap<Number>(width: (width + 7) / 8 * 8, height: (height + 7) / 8 * 8, channels: channels)
        guard width > 0, height > 0 else { return map }
        let count = Float((2 * reach + 1) * (2 * reach + 1))
        // Sums over 33 rows for each column, and running sums of those: picture, then its square.
        var columns = [SIMD2<UInt32>](repeating: .zero, count: width)
        var running = [SIMD2<UInt32>](repeating: .zero, count: width + 2 * reach + 2)
        image.withPixels { pixels in
            func change(row y: Int, by sign: (SIMD2<UInt32>, SIMD2<UInt32>) -> SIMD2<UInt32>) {
                let row = min(max(y, 0), height - 1) * width
                for x in 0..<width {
                    let value = UInt32(pixels[row + x])
                    columns[x] = sign(columns[x], SIMD2(value, value * value))
                }
            }
            for y in -reach..<reach { change(row: y, by: &+) }
            for y in 0..<height {
                change(row: y + reach, by: &+)
                for x in 0...(width + 2 * reach) {
                    running[x + 1] = running[x] &+ columns[min(max(x - reach, 0), width - 1)]
                }
                let out = map.row(y)
                for x in 0..<width {
                    let sums = running[x + 2 * reach + 1] &- running[x]
                    let mean = Float(sums.x) / count
                    let deviation = max(0, Float(sums.y) / count - mean * mean).squareRoot()
                    let value = (Float(pixels[y * width + x]) - mean) / (deviation + floor)
                    out[x * channels] = Number(min(max(value, -limit), limit))
                }
                change(row: y - reach, by: &-)
            }
        }
        return map
    }
}
