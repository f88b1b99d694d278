internal import Imaging

extension FuzzTarget {
    /// PNG, JPEG, PGM and BMP: what is read can be written as PNG and read again without loss.
    static let picture = FuzzTarget("picture") { bytes in
        guard let image = try? ImageFile.read(bytes) else { return }
        precondition(image.width > 0 && image.height > 0, "a picture without pixels")
        // Writing takes longer than reading, and a large one longer than reading thousands of small ones.
        guard image.width * image.height < 1 << 16, isChosen(bytes, oneOf: 16) else { return }
        guard let png = try? ImageFile.pngBytes(of: image), let again = try? ImageFile.read(png) else {
            preconditionFailure("a picture that was read cannot be written as PNG and read")
        }
        let same = image.withPixels { one in again.withPixels { one.elementsEqual($0) } }
        precondition(same && again.width == image.width, "another picture after writing and reading")
    }
}
