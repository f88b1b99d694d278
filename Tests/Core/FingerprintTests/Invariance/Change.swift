import Foundation
import Imaging

/// What may happen to a picture without the finger being another.
enum Change: CustomStringConvertible, Sendable {
    /// Degrees, counter-clockwise as seen, about the middle, on a canvas that holds the whole.
    case turned(Double)
    /// Pixels.
    case shifted(Int, Int)
    /// Every grey level times the first, plus the second, kept within 0...255.
    case lit(Double, Double)
    /// The same print from a reader of that resolution.
    case sampled(pixelsPerInch: Double)

    var description: String {
        switch self {
        case .turned(let degrees): "turned by \(degrees)°"
        case .shifted(let x, let y): "shifted by \(x), \(y) pixels"
        case .lit(let gain, let offset): "grey levels × \(gain) + \(offset)"
        case .sampled(let ppi): "at \(Int(ppi)) ppi"
        }
    }

    /// - Parameter image: at 500 ppi.
    func callAsFunction(_ image: GrayImage) throws -> GrayImage {
        let blank = image.withPixels { $0.sorted()[$0.count * 9 / 10] }
        switch self {
        case .turned(let degrees): return Self.turned(image, degrees * .pi / 180, blank)
        case .shifted(let x, let y):
            return image.window(x: -x, y: -y, width: image.width, height: image.height, fill: blank)
        case .lit(let gain, let offset):
            return GrayImage(
                width: image.width, height: image.height, pixelsPerInch: 500,
                pixels: image.withPixels { $0.map { UInt8(min(255, max(0, Double($0) * gain + offset))) } })
        case .sampled(let ppi):
            return try image.stated(pixelsPerInch: 500).resampled(toPixelsPerInch: ppi)
        }
    }

    /// Where a place of the picture is afterwards, in pixels at 500 ppi, and by how much directions turn, radians.
    func motion(of image: GrayImage) -> (Double, Double) -> (x: Double, y: Double, turn: Double)? {
        let (width, height) = (Double(image.width), Double(image.height))
        return { x, y in
            switch self {
            case .turned(let degrees):
                let angle = degrees * .pi / 180
                let (dx, dy) = (x - (width - 1) / 2, y - (height - 1) / 2)
                let middle = (Self.side(image) - 1) / 2
                return (
                    middle + cos(angle) * dx + sin(angle) * dy, middle - sin(angle) * dx + cos(angle) * dy, angle
                )
            case .shifted(let right, let down):
                let to = (x: x + Double(right), y: y + Double(down))
                // What comes near the edge may be lost there.
                guard to.x > 24, to.y > 24, to.x < width - 24, to.y < height - 24 else { return nil }
                return (to.x, to.y, 0)
            case .lit, .sampled: return (x, y, 0)
            }
        }
    }

    private static func side(_ image: GrayImage) -> Double {
        (hypot(Double(image.width), Double(image.height)) / 2).rounded(.up) * 2 + 1
    }

    private static func turned(_ image: GrayImage, _ angle: Double, _ blank: UInt8) -> GrayImage {
        let side = Int(side(image))
        let middle = Double(side - 1) / 2
        return GrayImage(width: side, height: side, pixelsPerInch: 500) { pixels in
            for v in 0..<side {
                for u in 0..<side {
                    let (dx, dy) = (Double(u) - middle, Double(v) - middle)
                    let x = cos(angle) * dx - sin(angle) * dy + Double(image.width - 1) / 2
                    let y = sin(angle) * dx + cos(angle) * dy + Double(image.height - 1) / 2
                    pixels[v * side + u] = Self.bilinear(image, x, y) ?? blank
                }
            }
        }
    }

    private static func bilinear(_ image: GrayImage, _ x: Double, _ y: Double) -> UInt8? {
        let (left, top) = (Int((x + 1e-9).rounded(.down)), Int((y + 1e-9).rounded(.down)))
        guard left >= 0, top >= 0, left < image.width, top < image.height else { return nil }
        let (a, b) = (max(0, x - Double(left)), max(0, y - Double(top)))
        func at(_ x: Int, _ y: Int) -> Double { Double(image[min(x, image.width - 1), min(y, image.height - 1)]) }
        let above = at(left, top) * (1 - a) + at(left + 1, top) * a
        let below = at(left, top + 1) * (1 - a) + at(left + 1, top + 1) * a
        return UInt8((above * (1 - b) + below * b).rounded())
    }
}
