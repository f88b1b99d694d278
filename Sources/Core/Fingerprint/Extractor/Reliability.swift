/// How far the print can be trusted, per cell, 0...1: the share of the picture's energy that the ridge filters explain,
/// times how much the neighbourhood agrees on one direction.
enum Reliability {
    static func map(
        _ ridges: Plane<Float>, _ enhanced: Enhancement, _ field: RidgeField, _ mask: Plane<Bool>,
        _ parameters: Parameters
    ) -> Plane<Float> {
        let grid = enhanced.grid
        let explained = grid.cells(Float(0))
        let total = grid.cells(Float(0))
        for row in 0..<grid.rows {
            for column in 0..<grid.columns where mask[column, row] {
                let corner = grid.corner(column: column, row: row)
                var (part, whole) = (Float(0), Float(0))
                for y in corner.y..<corner.y + CellGrid.cell {
                    for at in y * ridges.width + corner.x..<y * ridges.width + corner.x + CellGrid.cell {
                        let (a, b) = (enhanced.real.values[at], enhanced.imaginary.values[at])
                        part += (a * a + b * b) / 2
                        whole += ridges.values[at] * ridges.values[at]
                    }
                }
                explained[column, row] = part
                total[column, row] = whole
            }
        }
        CellFilter.smooth(explained, deviation: parameters.reliabilityReach)
        CellFilter.smooth(total, deviation: parameters.reliabilityReach)
        for at in explained.values.indices {
            let share = total.values[at] > 0 ? min(1, explained.values[at] / total.values[at]) : 0
            explained.values[at] = mask.values[at] ? share * field.coherence(at) : 0
        }
        return explained
    }
}
