internal import Imaging

/// The picture as the reader gives it, which is as people see it: dark ridges on light, upright.
enum Picture {
    /// - Parameter packets: in order; a missing one leaves white rows.
    static func assembled(from packets: [ImagePacket]) -> GrayImage {
        let (width, height) = (NB1010Sensor.width, NB1010Sensor.height)
        return GrayImage(width: width, height: height, pixelsPerInch: NB1010Sensor.pixelsPerInch) { picture in
            picture.update(repeating: 255)
            for (index, packet) in packets.prefix(ImagePacket.count).enumerated() {
                let start = index * ImagePacket.rows * width
                packet.withPixels { rows in
                    _ = UnsafeMutableBufferPointer(rebasing: picture[start...]).update(fromContentsOf: rows)
                }
            }
        }
    }
}
