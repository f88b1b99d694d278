public import Fingerprint
internal import Foundation
public import Imaging

/// One print of a master print on a reader: its picture, and the minutiae that truly are on it.
///
/// Thread-safe: immutable.
public struct Impression: Sendable {
    /// A reader's field of view.
    public struct Field: Sendable {
        /// Pixels.
        public let width: Int
        /// Pixels.
        public let height: Int
        public let pixelsPerInch: Double

        public init(width: Int = 388, height: Int = 374, pixelsPerInch: Double = 500) {
            self.width = width
            self.height = height
            self.pixelsPerInch = pixelsPerInch
        }
    }

    public let image: GrayImage
    /// Ground truth: minutiae within the contact and the field, in pixels at 500 ppi, quality 100.
    public let minutiae: [Minutia]

    /// Puts the finger on the reader; about 20 ms for 388 x 374 pixels.
    ///
    /// - Parameter seed: for everything that no condition names: stretching, contact edge, grain, noise.
    public init(of master: MasterPrint, conditions: Conditions, field: Field = Field(), seed: UInt64) {
        var random = SeededRandom(seed, 2)
        let placement = Placement(conditions, using: &random)
        let contact = Contact(conditions, using: &random)
        image = Self.picture(master, placement, contact, conditions, field, using: &random)
        minutiae = master.minutiae.compactMap { Self.seen($0, placement, contact, field) }
    }

    private static func seen(
        _ minutia: TrueMinutia, _ placement: Placement, _ contact: Contact, _ field: Field
    ) -> Minutia? {
        let point = SIMD2(minutia.x, minutia.y)
        guard contact.pressure(point) > 0.35 else { return nil }
        let middle = SIMD2(Float(field.width), Float(field.height)) * Float(250 / field.pixelsPerInch)
        let glass = placement.onGlass(point) + middle
        let ahead = placement.onGlass(point + 5 * SIMD2(cos(minutia.angle), -sin(minutia.angle))) + middle - glass
        let margin: Float = 6
        guard glass.x > margin, glass.y > margin, glass.x < 2 * middle.x - margin, glass.y < 2 * middle.y - margin
        else { return nil }
        let turn = atan2(-ahead.y, ahead.x) / (2 * .pi) * 256
        return Minutia(
            x: UInt16(glass.x.rounded()), y: UInt16(glass.y.rounded()),
            direction: UInt8(truncatingIfNeeded: Int(turn.rounded())), kind: minutia.isEnding ? .ending : .bifurcation,
            quality: 100)
    }

    private static func picture(
        _ master: MasterPrint, _ placement: Placement, _ contact: Contact, _ conditions: Conditions, _ field: Field,
        using random: inout SeededRandom
    ) -> GrayImage {
        let scale = Float(500 / field.pixelsPerInch)
        let edge = SmoothNoise(cell: 2.2, using: &random)
        let grain = SmoothNoise(cell: 1.6, using: &random)
        let shade = SmoothNoise(cell: 160, using: &random)
        let dryness = max(0, -conditions.moisture) + 0.25
        let light: Float = random.uniform(215...245)
        var ink = [Float](repeating: 0, count: field.width * field.height)
        for row in 0..<field.height {
            for column in 0..<field.width {
                let x = (Float(column) + 0.5 - Float(field.width) / 2) * scale
                let y = (Float(row) + 0.5 - Float(field.height) / 2) * scale
                let point = placement.onFinger(x, y)
                let pressure = contact.pressure(point)
                guard pressure > 0 else { continue }
                let height = master.skin(at: point) + contact.fullness(point, pressure) + 0.3 * edge(x, y)
                let broken = 1 - dryness * 0.7 * max(0, grain(x + 400, y))
                // Soft edges: the optics do not resolve where skin leaves the glass.
                ink[row * field.width + column] = max(0, min(1, 0.5 + 0.8 * height)) * broken * min(1, 0.4 + pressure)
            }
        }
        let depth = 255 * conditions.contrast
        return GrayImage(width: field.width, height: field.height, pixelsPerInch: field.pixelsPerInch) { pixels in
            for row in 0..<field.height {
                for column in 0..<field.width {
                    let at = row * field.width + column
                    let left = ink[column > 0 ? at - 1 : at]
                    let right = ink[column + 1 < field.width ? at + 1 : at]
                    let above = ink[row > 0 ? at - field.width : at]
                    let below = ink[row + 1 < field.height ? at + field.width : at]
                    let blurred = 0.5 * ink[at] + 0.125 * (left + right + above + below)
                    let lit = light + 10 * shade(Float(column), Float(row)) - depth * blurred
                    pixels[at] = UInt8(max(0, min(255, lit + random.normal(conditions.noise))))
                }
            }
        }
    }
}

extension MasterPrint {
    /// Bilinear; valley outside the finger.
    func skin(at point: SIMD2<Float>) -> Float {
        guard point.x >= 0, point.y >= 0, point.x < Float(Self.width - 1), point.y < Float(Self.height - 1) else {
            return -1
        }
        let x = Int(point.x)
        let y = Int(point.y)
        let a = point.x - Float(x)
        let b = point.y - Float(y)
        let at = y * Self.width + x
        return skin.withUnsafeBufferPointer { skin in
            (skin[at] * (1 - a) + skin[at + 1] * a) * (1 - b)
                + (skin[at + Self.width] * (1 - a) + skin[at + Self.width + 1] * a) * b
        }
    }
}
