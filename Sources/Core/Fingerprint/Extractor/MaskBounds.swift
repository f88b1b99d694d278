internal import Imaging

extension Plane<Bool> {
    /// The columns and rows that hold what is set, and so many more on each side; nil where nothing is.
    func bounds(margin: Int) -> (columns: Range<Int>, rows: Range<Int>)? {
        var (left, right, top, bottom) = (width, -1, height, -1)
        for row in 0..<height {
            for column in 0..<width where self[column, row] {
                (left, right) = (min(left, column), max(right, column))
                (top, bottom) = (min(top, row), row)
            }
        }
        guard right >= 0 else { return nil }
        return (
            max(0, left - margin)..<min(width, right + 1 + margin),
            max(0, top - margin)..<min(height, bottom + 1 + margin)
        )
    }
}

extension PictureArea {
    /// The cells of a mask in the pixels of the picture that was brought to 500 ppi for it; all of it where none is set.
    init(of mask: Plane<Bool>, in image: GrayImage, normalised: GrayImage) {
        let cells = mask.bounds(margin: 0) ?? (0..<mask.width, 0..<mask.height)
        func pixels(_ cells: Range<Int>, _ own: Int, _ normalised: Int) -> Range<Int> {
            let first = cells.lowerBound * CellGrid.cell * own / normalised
            let end = (cells.upperBound * CellGrid.cell * own + normalised - 1) / normalised
            return first..<min(own, end)
        }
        let columns = pixels(cells.columns, image.width, normalised.width)
        let rows = pixels(cells.rows, image.height, normalised.height)
        self.init(x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count)
    }
}
