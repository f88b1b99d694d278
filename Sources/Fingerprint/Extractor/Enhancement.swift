internal import CKernels

/// The picture seen through filters that follow the ridges: strength and phase of the ridge pattern at every pixel.
///
/// At a pixel of cell c the pattern is strength · cos(phase), the phase growing along `normal` of c.
struct Enhancement {
    let grid: CellGrid
    /// Strength · cos(phase): positive on ridges, negative in valleys.
    let real: Plane<Float>
    /// Strength · sin(phase), signed with the normal of the pixel's cell.
    let imaginary: Plane<Float>
    /// Unit wave vectors of the filters used, per cell.
    let normals: Plane<SIMD2<Float>>

    init(_ ridges: Plane<Float>, along field: RidgeField, within mask: Plane<Bool>, _ bank: GaborBank) {
        grid = field.grid
        real = grid.pixels()
        imaginary = grid.pixels()
        normals = grid.cells(SIMD2(1, 0))
        for row in 0..<grid.rows {
            for column in 0..<grid.columns {
                let at = row * grid.columns + column
                guard mask.values[at] else { continue }
                let index = bank.index(angle: field.normalAngle(at), waveNumber: field.waveNumber(at))
                let normal = bank.normal(index)
                normals.values[at] = SIMD2(normal.x, normal.y)
                let corner = grid.corner(column: column, row: row)
                let start = corner.y * ridges.width + corner.x
                guard let filter = bank.filter(index), let source = ridges.values.baseAddress,
                    let real = real.values.baseAddress, let imaginary = imaginary.values.baseAddress
                else { continue }
                kernel_gabor_cell(source + start, ridges.width, filter, real + start, imaginary + start)
            }
        }
    }
}
