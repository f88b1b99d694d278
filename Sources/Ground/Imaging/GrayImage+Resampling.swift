public import Ground

extension GrayImage {
    /// The picture at another resolution: bilinear when it grows, area-weighted when it shrinks (a triangle filter as
    /// wide as the larger of the two pixels, along rows and then along columns).
    ///
    /// - Parameter pixelsPerInch: more than 0; the picture's own resolution must be known.
    /// - Throws: ``Fault`` `image.resolution` where it is not, `image.tooLarge` where the result would be.
    public func resampled(toPixelsPerInch target: Double) throws(Fault) -> GrayImage {
        guard let own = pixelsPerInch, own > 0, target > 0 else {
            throw Fault(.imageResolution, "the picture does not state its resolution; state it before resampling")
        }
        if own == target { return self }
        return try resampled(
            width: max(1, (Double(width) * target / own).rounded()),
            height: max(1, (Double(height) * target / own).rounded()), scale: target / own, pixelsPerInch: target)
    }

    private func resampled(
        width newWidth: Double, height newHeight: Double, scale: Double, pixelsPerInch: Double
    ) throws(Fault) -> GrayImage {
        guard newWidth * newHeight <= Double(ImageFile.mostPixels),
            Double(height) * newWidth <= Double(ImageFile.mostPixels)
        else { throw Fault(.imageTooLarge, "the picture would be too large at \(pixelsPerInch) ppi; crop it") }
        let (oldWidth, oldHeight, newWidth, newHeight) = (width, height, Int(newWidth), Int(newHeight))
        return GrayImage(width: newWidth, height: newHeight, pixelsPerInch: pixelsPerInch) { target in
            guard oldWidth > 0, oldHeight > 0 else { return }
            let across = TriangleFilter(from: oldWidth, to: newWidth, scale: scale)
            let down = TriangleFilter(from: oldHeight, to: newHeight, scale: scale)
            let floatSize = MemoryLayout<Float>.size
            _ = WipingBytes(count: (oldHeight + 1) * newWidth * floatSize) { bytes in
                let rows = UnsafeMutableRawBufferPointer(bytes).bindMemory(to: Float.self)
                withPixels { source in
                    for y in 0..<oldHeight {
                        for x in 0..<newWidth {
                            var sum: Float = 0
                            for tap in 0..<across.width {
                                let from = y * oldWidth + across.first[x] + tap
                                sum += across.weights[x * across.width + tap] * Float(source[from])
                            }
                            rows[y * newWidth + x] = sum
                        }
                    }
                }
                let sums = UnsafeMutableBufferPointer(rebasing: rows[(oldHeight * newWidth)...])
                for y in 0..<newHeight {
                    sums.update(repeating: 0.5)
                    for tap in 0..<down.width {
                        let weight = down.weights[y * down.width + tap]
                        let from = (down.first[y] + tap) * newWidth
                        for x in 0..<newWidth { sums[x] += weight * rows[from + x] }
                    }
                    for x in 0..<newWidth { target[y * newWidth + x] = UInt8(min(255, max(0, sums[x]))) }
                }
            }
        }
    }
}

/// For every new pixel the same number of old ones, and how much each counts; at the edge the weights are renormalised.
private struct TriangleFilter {
    let width: Int
    private(set) var first: [Int] = []
    private(set) var weights: [Float] = []

    init(from old: Int, to new: Int, scale: Double) {
        let radius = max(1, 1 / scale)
        width = min(old, Int(2 * radius) + 1)
        for pixel in 0..<new {
            let centre = (Double(pixel) + 0.5) / scale - 0.5
            let start = min(max(0, Int((centre - radius).rounded(.up))), old - width)
            var taps = (start..<start + width).map { max(0, 1 - abs(Double($0) - centre) / radius) }
            let sum = taps.reduce(0, +)
            if sum > 0 { taps = taps.map { $0 / sum } } else { taps[taps.count - 1] = 1 }
            first.append(start)
            weights += taps.map(Float.init)
        }
    }
}
