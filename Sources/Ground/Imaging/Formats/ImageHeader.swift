internal import Ground

/// Width, height and resolution as a file states them, checked before pixels are allocated.
struct ImageHeader {
    let width: Int
    let height: Int
    let pixelsPerInch: Double?

    /// - Throws: ``Fault`` `image.broken` without pixels, `image.tooLarge` with too many.
    init(format: String, width: Int, height: Int, pixelsPerInch: Double?) throws(Fault) {
        guard width > 0, height > 0 else { throw Self.broken(format) }
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, pixels <= ImageFile.mostPixels else {
            throw Fault(
                .imageTooLarge,
                "the \(format) states \(width) x \(height) pixels, more than the \(ImageFile.mostPixels) allowed; crop it"
            )
        }
        self.width = width
        self.height = height
        self.pixelsPerInch = pixelsPerInch
    }

    static func broken(_ format: String) -> Fault {
        Fault(.imageBroken, "the \(format) is damaged or cut short; fetch or take the picture again")
    }

    static func unsupported(_ format: String, _ what: String) -> Fault {
        Fault(.imageUnsupported, "the \(format) is \(what), which is not read; convert it to an 8-bit grey PNG")
    }
}
