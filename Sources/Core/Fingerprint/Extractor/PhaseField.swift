/// The second look at how the ridges run: the gradient of the phase of the enhanced picture is the wave vector itself.
enum PhaseField {
    static func estimate(_ enhanced: Enhancement, within mask: Plane<Bool>, _ parameters: Parameters) -> RidgeField {
        let grid = enhanced.grid
        let field = RidgeField(grid)
        let (real, imaginary, width) = (enhanced.real.values, enhanced.imaginary.values, enhanced.real.width)
        for row in 0..<grid.rows {
            for column in 0..<grid.columns where mask[column, row] {
                let corner = grid.corner(column: column, row: row)
                var (xx, yy, xy, weight) = (Float(0), Float(0), Float(0), Float(0))
                // Differences stay within the cell: its neighbours may count the phase the other way.
                for y in corner.y..<corner.y + CellGrid.cell - 1 {
                    for x in corner.x..<corner.x + CellGrid.cell - 1 {
                        let at = y * width + x
                        let (a, b) = (real[at], imaginary[at])
                        let energy = a * a + b * b + 1e-9
                        let across = angle((a * imaginary[at + 1] - b * real[at + 1]) / energy)
                        let down = angle((a * imaginary[at + width] - b * real[at + width]) / energy)
                        xx += across * across * energy
                        yy += down * down * energy
                        xy += across * down * energy
                        weight += energy
                    }
                }
                field.set(column: column, row: row, (xx, yy, xy, weight))
            }
        }
        field.smooth(parameters)
        return field
    }

    /// The arc sine, near enough for the step from a pixel to the next.
    private static func angle(_ sine: Float) -> Float {
        let bounded = min(1, max(-1, sine))
        let square = bounded * bounded
        return bounded * (1 + square * (1 / 6 + square * 3 / 40))
    }
}
