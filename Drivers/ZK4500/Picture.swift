import Capture
internal import Ground
internal import Imaging

/// The picture as the reader gives it, which is taken to be as people see it: dark ridges on light, upright.
enum Picture {
    /// - Throws: ``Fault`` `reader.image` for any other number of bytes than a picture has.
    static func decoded(_ bytes: WipingBytes) throws(Fault) -> GrayImage {
        guard bytes.count == ZK4500Sensor.pictureLength else {
            let came = "only \(bytes.count) of \(ZK4500Sensor.pictureLength) bytes came"
            throw Fault(.readerImage, "the reader sent a picture that cannot be used: \(came); re-plug it")
        }
        let (width, height) = (ZK4500Sensor.width, ZK4500Sensor.height)
        return GrayImage(width: width, height: height, pixelsPerInch: ZK4500Sensor.pixelsPerInch) { picture in
            bytes.withBytes { _ = picture.update(fromContentsOf: $0) }
        }
    }
}
