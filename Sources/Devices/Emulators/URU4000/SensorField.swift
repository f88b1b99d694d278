internal import Imaging

/// What lies on the glass, as the sensor sees it: 384 by 290 pixels, bright ridges on black, turned as it is built in.
struct SensorField: Sendable {
    static let width = 384
    static let height = 290
    static let pixelsPerInch = 512.0

    private let picture: GrayImage

    /// The print as the sensor sees it: at its resolution, centred, cropped, with clean glass around.
    init(print: GrayImage, upsideDown: Bool) {
        let field = print.centred(width: Self.width, height: Self.height)
        let turned = upsideDown ? field.rotatedBy180() : field
        picture = GrayImage(width: Self.width, height: Self.height, pixelsPerInch: nil) { target in
            turned.withPixels { for index in $0.indices { target[index] = 255 - $0[index] } }
        }
    }

    private init(picture: GrayImage) { self.picture = picture }

    static func empty(upsideDown: Bool) -> SensorField {
        SensorField(picture: GrayImage(width: width, height: height, pixelsPerInch: nil) { _ in })
    }

    /// Some lines, valid only within `body`.
    func withRows<R>(_ rows: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        picture.withPixels {
            body(UnsafeBufferPointer(rebasing: $0[rows.lowerBound * Self.width..<rows.upperBound * Self.width]))
        }
    }
}
