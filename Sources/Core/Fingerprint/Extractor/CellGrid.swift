/// How the picture is divided into square cells, and where its pixels lie in planes with a margin around them.
///
/// Slowly varying things (contrast, orientation, frequency, mask) are kept per cell, the ridges themselves per pixel.
struct CellGrid: Sendable, Equatable {
    /// Pixels per side of a cell.
    static let cell = 8
    /// Pixels around the cells, so that a filter never reads outside.
    static let margin = 16

    /// Pixels.
    let width: Int
    /// Pixels.
    let height: Int
    var columns: Int { (width + Self.cell - 1) / Self.cell }
    var rows: Int { (height + Self.cell - 1) / Self.cell }
    var count: Int { columns * rows }

    /// A plane for values per cell.
    func cells<Value>(_ value: Value) -> Plane<Value> { Plane(width: columns, height: rows, repeating: value) }

    /// A plane for values per pixel, with the margin on all sides.
    func pixels(_ value: Float = 0) -> Plane<Float> {
        Plane(
            width: columns * Self.cell + 2 * Self.margin, height: rows * Self.cell + 2 * Self.margin, repeating: value)
    }

    /// Where the cell's top left pixel lies in a plane of ``pixels(_:)``.
    func corner(column: Int, row: Int) -> (x: Int, y: Int) {
        (column * Self.cell + Self.margin, row * Self.cell + Self.margin)
    }
}
