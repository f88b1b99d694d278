extension GrayImage {
    /// The window of the given size whose top left corner is at (`x`, `y`); what lies outside the picture gets `fill`.
    ///
    /// - Parameters: pixels; `x` and `y` may be negative, so that the same call crops and pads.
    public func window(x: Int, y: Int, width newWidth: Int, height newHeight: Int, fill: UInt8 = 255) -> GrayImage {
        GrayImage(width: newWidth, height: newHeight, pixelsPerInch: pixelsPerInch) { target in
            target.update(repeating: fill)
            let columns = max(0, -x)..<max(max(0, -x), min(newWidth, width - x))
            let rows = max(0, -y)..<max(max(0, -y), min(newHeight, height - y))
            withPixels { source in
                guard !columns.isEmpty else { return }
                for row in rows {
                    let from = (row + y) * width + columns.lowerBound + x
                    _ = target[(row * newWidth + columns.lowerBound)...].update(
                        fromContentsOf: source[from..<from + columns.count])
                }
            }
        }
    }

    /// The picture in the middle of a canvas of the given size, cropped or padded with `fill` on each side.
    public func centred(width newWidth: Int, height newHeight: Int, fill: UInt8 = 255) -> GrayImage {
        window(x: (width - newWidth) / 2, y: (height - newHeight) / 2, width: newWidth, height: newHeight, fill: fill)
    }

    /// What a mirrored picture shows.
    ///
    /// - Parameter orientation: as EXIF numbers those that are: 2 left for right, 4 top for bottom, 5 rows for columns, 7 the
    ///   same from the other corner.
    func unmirrored(_ orientation: Int) -> GrayImage {
        let isTransposed = orientation == 5 || orientation == 7
        let (across, down) = (orientation == 2 || orientation == 7, orientation == 4 || orientation == 7)
        let (newWidth, newHeight) = isTransposed ? (height, width) : (width, height)
        return GrayImage(width: newWidth, height: newHeight, pixelsPerInch: pixelsPerInch) { target in
            withPixels { source in
                for y in 0..<newHeight {
                    for x in 0..<newWidth {
                        let (column, row) = isTransposed ? (y, x) : (x, y)
                        target[y * newWidth + x] =
                            source[(down ? height - 1 - row : row) * width + (across ? width - 1 - column : column)]
                    }
                }
            }
        }
    }

    /// The picture upside down, for readers that are built in the other way round.
    public func rotatedBy180() -> GrayImage {
        GrayImage(width: width, height: height, pixelsPerInch: pixelsPerInch) { target in
            withPixels { source in
                for at in 0..<source.count { target[at] = source[source.count - 1 - at] }
            }
        }
    }
}
