/// Where in the picture the print is, per cell.
enum Segmentation {
    /// Cells whose contrast is that of ridges and whose gradients agree on a direction.
    static func mask(_ contrast: Plane<Float>, _ field: RidgeField, _ parameters: Parameters) -> Plane<Bool> {
        let mask = field.grid.cells(false)
        let contrast = contrast.copy()
        CellFilter.smooth(contrast, deviation: parameters.maskReach)
        let sorted = contrast.values.sorted()
        guard !sorted.isEmpty else { return mask }
        let strong = sorted[sorted.count * 95 / 100]
        let least = max(parameters.leastContrast, parameters.contrastShare * strong)
        for at in 0..<field.grid.count {
            mask.values[at] = contrast.values[at] >= least && field.coherence(at) >= parameters.leastCoherence
        }
        smooth(mask)
        keepLargest(mask)
        return mask
    }

    /// Twice the majority of 3 x 3: closes holes of a cell, drops single ones, rounds corners.
    private static func smooth(_ mask: Plane<Bool>) {
        for _ in 0..<2 {
            let counts = Plane<Float>(width: mask.width, height: mask.height, repeating: 0)
            for row in 0..<mask.height {
                for column in 0..<mask.width {
                    var (set, seen) = (0, 0)
                    for y in max(0, row - 1)...min(mask.height - 1, row + 1) {
                        for x in max(0, column - 1)...min(mask.width - 1, column + 1) {
                            set += mask[x, y] ? 1 : 0
                            seen += 1
                        }
                    }
                    counts[column, row] = Float(set) / Float(seen)
                }
            }
            for at in mask.values.indices { mask.values[at] = counts.values[at] > 0.5 }
        }
    }

    /// Keeps the connected areas of at least a quarter of the largest one's size, and fills what they enclose.
    private static func keepLargest(_ mask: Plane<Bool>) {
        let (labels, sizes) = components(mask, of: true)
        let largest = sizes.max() ?? 0
        for at in mask.values.indices where mask.values[at] {
            mask.values[at] = sizes[Int(labels.values[at])] * 4 >= largest
        }
        let (holes, holeSizes) = components(mask, of: false)
        var open = [Bool](repeating: false, count: holeSizes.count)
        for row in 0..<mask.height {
            for column in 0..<mask.width
            where !mask[column, row]
                && (row == 0 || column == 0 || row == mask.height - 1 || column == mask.width - 1)
            {
                open[Int(holes[column, row])] = true
            }
        }
        for at in mask.values.indices where !mask.values[at] && !open[Int(holes.values[at])] {
            mask.values[at] = true
        }
    }

    /// Numbers the areas of cells of one kind that touch along a side, and counts their cells.
    private static func components(_ mask: Plane<Bool>, of kind: Bool) -> (labels: Plane<Int32>, sizes: [Int]) {
        let labels = Plane<Int32>(width: mask.width, height: mask.height, repeating: -1)
        var sizes: [Int] = []
        var open: [Int] = []
        for start in mask.values.indices where mask.values[start] == kind && labels.values[start] < 0 {
            labels.values[start] = Int32(sizes.count)
            open.append(start)
            var size = 0
            while let at = open.popLast() {
                size += 1
                let (x, y) = (at % mask.width, at / mask.width)
                for (nextX, nextY) in [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]
                where nextX >= 0 && nextY >= 0 && nextX < mask.width && nextY < mask.height {
                    let next = nextY * mask.width + nextX
                    if mask.values[next] == kind, labels.values[next] < 0 {
                        labels.values[next] = Int32(sizes.count)
                        open.append(next)
                    }
                }
            }
            sizes.append(size)
        }
        return (labels, sizes)
    }
}
