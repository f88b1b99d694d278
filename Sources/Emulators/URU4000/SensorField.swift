internal import Imaging

/// What lies on the glass, as the sensor sees it: 384 by 290 pixels, bright ridges on black, turned as it is built in.
struct SensorField: Sendable {
    static let width = 384
    static let height = 290
    static let pixelsPerInch = 512.0

    let pixels: [UInt8]

    /// The print as the sensor sees it: at its resolution, centred, cropped, with clean glass around.
    init(print: GrayImage, upsideDown: Bool) {
        let field = print.centred(width: Self.width, height: Self.height)
        let turned = upsideDown ? field.rotatedBy180() : field
        pixels = turned.withPixels { $0.map { 255 - $0 } }
    }

    private init(pixels: [UInt8]) { self.pixels = pixels }

    static func empty(upsideDown: Bool) -> SensorField {
        SensorField(pixels: [UInt8](repeating: 0, count: width * height))
    }

    func row(_ row: Int) -> ArraySlice<UInt8> { pixels[row * Self.width..<(row + 1) * Self.width] }
}
