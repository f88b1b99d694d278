import Foundation
import Imaging

/// A picture of parallel ridges of known direction and period, with or without one minutia of known kind and direction.
///
/// The phase grows by 2 π from ridge to ridge; around a minutia it turns once more, which adds one ridge on one side.
struct RidgePattern {
    var width = 240
    var height = 240
    /// Degrees, counter-clockwise from the x axis as seen: along the ridges, for a minutia towards its own ridge.
    var degrees: Double
    /// Pixels.
    var period = 9.0
    /// Grey levels.
    var mean = 128.0
    /// Grey levels.
    var swing = 90.0
    var pixelsPerInch: Double? = 500
    var minutia: (x: Double, y: Double, isEnding: Bool)?
    /// Pixels from one to the next of further minutiae, strewn over the whole picture; nil for none.
    var pitch: Double?

    /// Where the further minutiae are, and which way the phase turns there: as often one way as the other.
    private var further: [(x: Double, y: Double, turn: Double)] {
        guard let pitch else { return [] }
        var found: [(x: Double, y: Double, turn: Double)] = []
        for (row, y) in stride(from: pitch / 2, to: Double(height), by: pitch).enumerated() {
            for (column, x) in stride(from: pitch / 2, to: Double(width), by: pitch).enumerated() {
                let turn: Double = (row + column) % 2 == 0 ? 1 : -1
                found.append((x + 0.2 * pitch * sin(y), y + 0.2 * pitch * sin(x), turn))
            }
        }
        return found
    }

    var image: GrayImage {
        let angle = degrees * .pi / 180
        let along = (x: cos(angle), y: -sin(angle))
        let across = (x: -along.y, y: along.x)
        let further = further
        return GrayImage(width: width, height: height, pixelsPerInch: pixelsPerInch) { pixels in
            for y in 0..<height {
                for x in 0..<width {
                    let (dx, dy) = (Double(x) - (minutia?.x ?? 0), Double(y) - (minutia?.y ?? 0))
                    let (a, b) = (dx * along.x + dy * along.y, dx * across.x + dy * across.y)
                    var phase = 2 * .pi * b / period
                    if let minutia { phase += atan2(b, a) + (minutia.isEnding ? 0 : .pi) }
                    for other in further { phase += other.turn * atan2(Double(y) - other.y, Double(x) - other.x) }
                    pixels[y * width + x] = UInt8(min(255, max(0, mean - swing * cos(phase))))
                }
            }
        }
    }
}
