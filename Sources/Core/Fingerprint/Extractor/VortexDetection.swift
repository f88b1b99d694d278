/// Finds every vortex of the enhanced picture.
struct VortexDetection {
    let enhanced: Enhancement
    let field: RidgeField
    let mask: Plane<Bool>
    let parameters: Parameters

    func vortices() -> [PhaseVortex] {
        var found: [PhaseVortex] = []
        let grid = enhanced.grid
        for row in 0..<grid.rows {
            for column in 0..<grid.columns where mask[column, row] { search(column, row, &found) }
        }
        return found
    }

    /// Looks at the squares of 2 x 2 pixels whose top left one lies in the cell.
    private func search(_ column: Int, _ row: Int, _ found: inout [PhaseVortex]) {
        let (real, imaginary, width) = (enhanced.real.values, enhanced.imaginary.values, enhanced.real.width)
        let corner = enhanced.grid.corner(column: column, row: row)
        let last = CellGrid.cell - 1
        // How the neighbouring cells count their phase, compared with this one: +1, -1, or 0 where there is no print.
        let right = sense(column, row, column + 1, row)
        let below = sense(column, row, column, row + 1)
        let diagonal = sense(column, row, column + 1, row + 1)
        for y in 0...last {
            for x in 0...last {
                let at = (corner.y + y) * width + corner.x + x
                let signRight = x == last ? right : 1
                let signBelow = y == last ? below : 1
                let signDiagonal = x == last ? (y == last ? diagonal : right) : signBelow
                guard signRight != 0, signBelow != 0, signDiagonal != 0 else { continue }
                let a = SIMD2(real[at], imaginary[at])
                let b = SIMD2(real[at + 1], imaginary[at + 1] * signRight)
                let c = SIMD2(real[at + width + 1], imaginary[at + width + 1] * signDiagonal)
                let d = SIMD2(real[at + width], imaginary[at + width] * signBelow)
                if a.y > 0 && b.y > 0 && c.y > 0 && d.y > 0 || a.y <= 0 && b.y <= 0 && c.y <= 0 && d.y <= 0 { continue }
                let turns = crossing(a, b) + crossing(b, c) + crossing(c, d) + crossing(d, a)
                guard turns != 0 else { continue }
                let place = zero(a, b - a, d - a)
                found.append(
                    vortex(
                        x: Float(column * CellGrid.cell + x) + place.x, y: Float(row * CellGrid.cell + y) + place.y,
                        turns: turns, cell: row * enhanced.grid.columns + column))
            }
        }
    }

    private func sense(_ column: Int, _ row: Int, _ otherColumn: Int, _ otherRow: Int) -> Float {
        guard otherColumn < mask.width, otherRow < mask.height, mask[otherColumn, otherRow] else { return 0 }
        let (own, other) = (enhanced.normals[column, row], enhanced.normals[otherColumn, otherRow])
        return own.x * other.x + own.y * other.y < 0 ? -1 : 1
    }

    /// Whether the way from a to b crosses the positive real axis, and in which sense; summed over a closed way this
    /// is the number of its turns about zero.
    private func crossing(_ a: SIMD2<Float>, _ b: SIMD2<Float>) -> Int {
        if a.y <= 0, b.y > 0 { return a.x * b.y - a.y * b.x > 0 ? 1 : 0 }
        if a.y > 0, b.y <= 0 { return a.x * b.y - a.y * b.x < 0 ? -1 : 0 }
        return 0
    }

    /// Where origin + u · across + v · down is zero, within the square.
    private func zero(_ origin: SIMD2<Float>, _ across: SIMD2<Float>, _ down: SIMD2<Float>) -> (x: Float, y: Float) {
        let determinant = across.x * down.y - across.y * down.x
        guard abs(determinant) > 1e-12 else { return (0.5, 0.5) }
        let u = (down.x * origin.y - down.y * origin.x) / determinant
        let v = (across.y * origin.x - across.x * origin.y) / determinant
        return (min(1, max(0, u)), min(1, max(0, v)))
    }

    private func vortex(x: Float, y: Float, turns: Int, cell: Int) -> PhaseVortex {
        let normal = enhanced.normals.values[cell]
        let fine = field.normal(x: x, y: y)
        let sign: Float = (fine.x * normal.x + fine.y * normal.y < 0 ? -1 : 1) * (turns > 0 ? 1 : -1)
        // The side with one ridge more is a quarter turn from the normal.
        let (dx, dy) = (fine.y * sign, -fine.x * sign)
        let reach = parameters.kindReach
        let ahead = ridge(x + reach * dx, y + reach * dy)
        let behind = ridge(x - reach * dx, y - reach * dy)
        return PhaseVortex(x: x, y: y, directionX: dx, directionY: dy, isEnding: ahead > behind, reliability: 0)
    }

    private func ridge(_ x: Float, _ y: Float) -> Float {
        enhanced.real[Int(x.rounded()) + CellGrid.margin, Int(y.rounded()) + CellGrid.margin]
    }
}
