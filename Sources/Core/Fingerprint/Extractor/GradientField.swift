/// The first look at how the ridges run: squared gradients of the picture at half resolution.
enum GradientField {
    static func estimate(_ ridges: Plane<Float>, _ grid: CellGrid, _ parameters: Parameters) -> RidgeField {
        let field = RidgeField(grid)
        let half = halved(ridges)
        let side = CellGrid.cell / 2
        for row in 0..<grid.rows {
            for column in 0..<grid.columns {
                let corner = grid.corner(column: column, row: row)
                var (xx, yy, xy, weight) = (Float(0), Float(0), Float(0), Float(0))
                for y in corner.y / 2..<corner.y / 2 + side {
                    let start = y * half.width
                    for x in corner.x / 2..<corner.x / 2 + side {
                        let at = start + x
                        // Two half pixels, so four pixels, apart in sum: sin(k) rather than k, within 7 % at 9 pixels.
                        let (topLeft, topRight) = (half.values[at], half.values[at + 1])
                        let (bottomLeft, bottomRight) = (half.values[at + half.width], half.values[at + half.width + 1])
                        let across = (topRight - topLeft + bottomRight - bottomLeft) / 4
                        let down = (bottomLeft - topLeft + bottomRight - topRight) / 4
                        xx += across * across
                        yy += down * down
                        xy += across * down
                        weight += half.values[at] * half.values[at]
                    }
                }
                field.set(column: column, row: row, (xx, yy, xy, weight))
            }
        }
        field.smooth(parameters)
        return field
    }

    /// Each pixel the mean of 4 x 4 around a 2 x 2 block, weighted 1 3 3 1: fine enough for ridges, blind to pores.
    private static func halved(_ full: Plane<Float>) -> Plane<Float> {
        let half = Plane<Float>(width: full.width / 2, height: full.height / 2, repeating: 0)
        let rows = Plane<Float>(width: half.width, height: full.height, repeating: 0)
        for y in 0..<full.height {
            for x in 1..<half.width - 1 {
                let at = y * full.width + 2 * x
                let inner = full.values[at] + full.values[at + 1]
                let outer = full.values[at - 1] + full.values[at + 2]
                rows.values[y * half.width + x] = (3 * inner + outer) / 8
            }
        }
        for y in 1..<half.height - 1 {
            for x in 0..<half.width {
                let at = 2 * y * half.width + x
                let inner = rows.values[at] + rows.values[at + half.width]
                let outer = rows.values[at - half.width] + rows.values[at + 2 * half.width]
                half.values[y * half.width + x] = (3 * inner + outer) / 8
            }
        }
        return half
    }
}
