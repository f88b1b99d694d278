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

    init(_ grid: CellGrid) {
        self.grid = grid
        real = grid.pixels()
        imaginary = grid.pixels()
        normals = grid.cells(SIMD2(1, 0))
    }

    /// Sees the picture anew, through filters that follow `field`.
    ///
    /// - Parameter ridges: a plane of the grid, with its margin.
    func follow(_ field: RidgeField, in ridges: Plane<Float>, within mask: Plane<Bool>, _ bank: GaborBank) {
        guard let source = ridges.values.baseAddress, let real = real.values.baseAddress,
            let imaginary = imaginary.values.baseAddress
        else { return }
        for row in 0..<grid.rows {
            for column in 0..<grid.columns where mask[column, row] {
                let at = row * grid.columns + column
                let index = bank.index(angle: field.normalAngle(at), waveNumber: field.waveNumber(at))
                normals.values[at] = bank.normal(index)
                let corner = grid.corner(column: column, row: row)
                let start = corner.y * ridges.width + corner.x
                kernel_gabor_cell(source + start, ridges.width, bank.filter(index), real + start, imaginary + start)
            }
        }
    }
}
