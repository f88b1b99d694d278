import Capture
package import Ground
package import Imaging

/// From what the reader sends to a picture, without a reader: also for measuring and fuzzing.
package enum ZK4500Decoding {
    package static let pictureLength = ZK4500Sensor.pictureLength

    /// The picture as the reader gives it, which is taken to be as people see it: dark ridges on light, upright.
    ///
    /// - Throws: ``Fault`` `reader.image` for any other number of bytes than a picture has.
    package static func picture(_ bytes: WipingBytes) throws(Fault) -> GrayImage {
        guard bytes.count == pictureLength else {
            let came = "only \(bytes.count) of \(pictureLength) bytes came"
            throw Fault(.readerImage, "the reader sent a picture that cannot be used: \(came); re-plug it")
        }
        let (width, height) = (ZK4500Sensor.width, ZK4500Sensor.height)
        return GrayImage(width: width, height: height, pixelsPerInch: ZK4500Sensor.pixelsPerInch) { picture in
            bytes.withBytes { _ = picture.update(fromContentsOf: $0) }
        }
    }
}
