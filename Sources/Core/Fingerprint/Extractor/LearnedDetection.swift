internal import Imaging

/// Minutiae by the network, looked for only where the print is: empty glass would cost as much as ridges.
enum LearnedDetection {
    static func minutiae(
        _ image: GrayImage, within mask: Plane<Bool>, _ network: MinutiaeNetwork, _ parameters: Parameters,
        _ observer: (any StageObserver)?
    ) -> [Minutia] {
        guard let (columns, rows) = bounds(mask) else { return [] }
        // Whole cells, so that the network's own cells lie on the picture's.
        let (left, top) = (columns.lowerBound * CellGrid.cell, rows.lowerBound * CellGrid.cell)
        let window = image.window(
            x: left, y: top, width: min(columns.count * CellGrid.cell, image.width - left),
            height: min(rows.count * CellGrid.cell, image.height - top))
        let found = network.minutiae(of: window, floor: parameters.leastHeat, observer: observer).map { minutia in
            var minutia = minutia
            minutia.x += UInt16(left)
            minutia.y += UInt16(top)
            return minutia
        }
        return Array(found.sorted { $0.quality > $1.quality }.prefix(parameters.mostMinutiae))
    }

    /// The cells that hold the print, and two more on each side.
    private static func bounds(_ mask: Plane<Bool>) -> (columns: Range<Int>, rows: Range<Int>)? {
        let rows = (0..<mask.height).filter { row in (0..<mask.width).contains { mask[$0, row] } }
        let columns = (0..<mask.width).filter { column in (0..<mask.height).contains { mask[column, $0] } }
        guard let left = columns.first, let right = columns.last, let top = rows.first, let bottom = rows.last
        else { return nil }
        return (
            max(0, left - 2)..<min(mask.width, right + 3), max(0, top - 2)..<min(mask.height, bottom + 3)
        )
    }
}
