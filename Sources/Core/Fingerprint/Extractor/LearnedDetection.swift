internal import Imaging

/// Minutiae by the network, looked for only where the print is: empty glass would cost as much as ridges.
enum LearnedDetection {
    static func minutiae(
        _ image: GrayImage, within mask: Plane<Bool>, _ network: MinutiaeNetwork, _ parameters: Parameters,
        _ threads: Int, _ observer: (any StageObserver)?
    ) -> [Minutia] {
        guard let (columns, rows) = mask.bounds(margin: 2) else { return [] }
        // Whole cells, so that the network's own cells lie on the picture's.
        let (left, top) = (columns.lowerBound * CellGrid.cell, rows.lowerBound * CellGrid.cell)
        let window = image.window(
            x: left, y: top, width: min(columns.count * CellGrid.cell, image.width - left),
            height: min(rows.count * CellGrid.cell, image.height - top))
        let found = network.minutiae(of: window, floor: parameters.leastHeat, threads: threads, observer: observer)
            .map { minutia in
                var minutia = minutia
                minutia.x += UInt16(left)
                minutia.y += UInt16(top)
                return minutia
            }
        return Array(found.sorted { $0.quality > $1.quality }.prefix(parameters.mostMinutiae))
    }
}
