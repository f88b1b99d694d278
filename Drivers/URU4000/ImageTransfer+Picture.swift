internal import Ground
internal import Imaging

extension ImageTransfer {
    /// The picture as people see it: upright, dark ridges on light.
    ///
    /// Lines that no block covers are white.
    /// - Parameter keys: as for ``descrambled(keys:)``.
    func picture(keys: [UInt32], upsideDown: Bool) -> GrayImage {
        let lines = descrambled(keys: keys)
        let (width, height) = (URU4000Model.width, URU4000Model.height)
        return GrayImage(width: width, height: height, pixelsPerInch: URU4000Model.pixelsPerInch) { picture in
            picture.update(repeating: 255)
            let last = picture.count - 1
            lines.withBytes { stored in
                for block in blocks {
                    let (from, to) = (block.storedRow * width, block.outputRow * width)
                    for index in 0..<block.lines * width {
                        let place = upsideDown ? last - (to + index) : to + index
                        picture[place] = 255 - stored[from + index]
                    }
                }
            }
        }
    }
}
