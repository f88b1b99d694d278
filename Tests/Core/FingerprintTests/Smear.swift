import Foundation
import Ground
import Imaging

/// What spoils a picture while it is taken.
enum Smear {
    /// The mean of what is seen on a straight way, and a grey level of the sensor's own noise.
    static func moved(_ image: GrayImage, pixels: Double, degrees: Double) -> GrayImage {
        let (dx, dy) = (cos(degrees * .pi / 180), -sin(degrees * .pi / 180))
        let steps = 8
        let offsets = (0..<steps).map { (Double($0) + 0.5) / Double(steps) - 0.5 }
        let taps = offsets.map { (x: $0 * pixels * dx, y: $0 * pixels * dy) }
        return filtered(image, taps.map { ($0.x, $0.y, 1 / Double(steps)) }, noise: 1)
    }

    /// - Parameters:
    ///   - deviation: pixels, the same in every direction.
    ///   - noise: standard deviation in grey levels.
    static func blurred(_ image: GrayImage, deviation: Double, noise: Double) -> GrayImage {
        let reach = Int((2.5 * deviation).rounded(.up))
        let weights = (-reach...reach).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
        let whole = weights.reduce(0, +)
        let across = weights.enumerated().map { (x: Double($0.offset - reach), y: 0.0, weight: $0.element / whole) }
        let blurred = filtered(image, across, noise: 0)
        return filtered(blurred, across.map { ($0.y, $0.x, $0.weight) }, noise: noise)
    }

    /// The weighted mean of displaced pictures, the edge repeated, with noise that is the same on every machine.
    private static func filtered(
        _ image: GrayImage, _ taps: [(x: Double, y: Double, weight: Double)], noise: Double
    ) -> GrayImage {
        var random = SplitMix64(seed: 77)
        let (width, height) = (image.width, image.height)
        return GrayImage(width: width, height: height, pixelsPerInch: 500) { pixels in
            image.withPixels { source in
                func at(_ x: Int, _ y: Int) -> Double {
                    Double(source[min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)])
                }
                for y in 0..<height {
                    for x in 0..<width {
                        var sum = 0.0
                        for tap in taps {
                            let (u, v) = (Double(x) + tap.x, Double(y) + tap.y)
                            let (left, top) = (Int(u.rounded(.down)), Int(v.rounded(.down)))
                            let (a, b) = (u - Double(left), v - Double(top))
                            let above = at(left, top) * (1 - a) + at(left + 1, top) * a
                            let below = at(left, top + 1) * (1 - a) + at(left + 1, top + 1) * a
                            sum += (above * (1 - b) + below * b) * tap.weight
                        }
                        // The sum of three even numbers of ±1 has a deviation of 1 and is nearly normal.
                        let bell = (0..<3).reduce(0.0) { sum, _ in sum + Double.random(in: -1...1, using: &random) }
                        pixels[y * width + x] = UInt8(min(255, max(0, (sum + noise * bell).rounded())))
                    }
                }
            }
        }
    }
}
