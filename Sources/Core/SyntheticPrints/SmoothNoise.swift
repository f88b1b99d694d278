internal import Foundation

/// A smooth random field over the plane: values of −1…1 on a grid, smoothly interpolated, repeating after 32 cells.
struct SmoothNoise: Sendable {
    private static let side = 32
    private let values: [Float]
    private let scale: Float

    /// - Parameter cell: distance between grid points in pixels; the field changes over about this distance.
    init(cell: Float, using random: inout SeededRandom) {
        scale = 1 / cell
        values = (0..<Self.side * Self.side).map { _ in random.uniform(-1...1) }
    }

    /// The field at a point.
    func callAsFunction(_ x: Float, _ y: Float) -> Float {
        let u = x * scale
        let v = y * scale
        let column = u.rounded(.down)
        let row = v.rounded(.down)
        let a = ease(u - column)
        let b = ease(v - row)
        let mask = Self.side - 1
        let left = Int(column) & mask
        let right = (left + 1) & mask
        let top = (Int(row) & mask) * Self.side
        let bottom = (top + Self.side) & (Self.side * Self.side - 1)
        return values.withUnsafeBufferPointer { at in
            let upper = at[top + left] * (1 - a) + at[top + right] * a
            let lower = at[bottom + left] * (1 - a) + at[bottom + right] * a
            return upper * (1 - b) + lower * b
        }
    }

    private func ease(_ t: Float) -> Float { t * t * (3 - 2 * t) }
}
