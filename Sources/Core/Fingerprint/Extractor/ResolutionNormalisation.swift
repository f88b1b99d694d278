internal import Ground
internal import Imaging

/// Brings every picture to 500 ppi, which all lengths of the extractor are made for.
enum ResolutionNormalisation {
    static let pixelsPerInch = 500.0
    private static let accepted = 250.0...1200
    /// At 500 ppi, the most that a reader's platen may give: 20 cm square, or as much in another shape.
    private static let mostPixels = Double(1 << 24)
    private static let mostSide = 8192.0

    static func normalise(_ image: GrayImage) throws(ExtractionError) -> GrayImage {
        let stated = image.pixelsPerInch ?? pixelsPerInch
        guard accepted.contains(stated) else {
            let message = "the picture states \(stated) ppi; use a reader of 250 to 1200 ppi, or state the right value"
            throw .fault(Fault(.imageResolution, message))
        }
        let scale = pixelsPerInch / stated
        let (width, height) = (Double(image.width) * scale, Double(image.height) * scale)
        guard max(width, height) <= mostSide, width * height <= mostPixels else {
            let message = "the picture has \(image.width) x \(image.height) pixels, no single finger; crop it"
            throw .fault(Fault(.imageTooLarge, message))
        }
        // A hundredth is less than a reader's tolerance, and a pixel in a print of 100.
        if abs(scale - 1) < 0.01 { return image }
        do { return try image.stated(pixelsPerInch: stated).resampled(toPixelsPerInch: pixelsPerInch) } catch {
            throw .fault(error)
        }
    }
}
