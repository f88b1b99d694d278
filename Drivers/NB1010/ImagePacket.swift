import Capture
internal import Ground
internal import Imaging

/// Two rows of a picture, as one packet brings them.
///
/// The parser is total: any bytes give two whole rows, or `reader.image`.
struct ImagePacket: Sendable {
    static let length = 540
    static let rows = 2
    /// Packets of a picture.
    static let count = NB1010Sensor.height / rows
    private static let pixelsAt = 25
    private static let rowAt = 16

    private let bytes: WipingBytes

    /// - Parameter index: of the packet within its picture, from 0; the reader numbers rows from 1.
    /// - Throws: ``Fault`` `reader.image`, saying what is wrong.
    init(_ bytes: WipingBytes, index: Int) throws(Fault) {
        guard bytes.count == Self.length else {
            throw Self.fault("packet \(index) has \(bytes.count) bytes, not \(Self.length)")
        }
        try bytes.withBytes { (all) throws(Fault) in
            guard all[0] == 0x80, all[1] == 0x21 else { throw Self.fault("packet \(index) is none of a picture") }
            guard Int(all[Self.rowAt]) == 1 + index * Self.rows else {
                throw Self.fault("row \(all[Self.rowAt]) came where row \(1 + index * Self.rows) was due")
            }
        }
        self.bytes = bytes
    }

    /// The picture as the reader gives it, which is as people see it: dark ridges on light, upright.
    ///
    /// - Parameter packets: in order; a missing one leaves white rows.
    static func assembled(_ packets: [ImagePacket]) -> GrayImage {
        let (width, height) = (NB1010Sensor.width, NB1010Sensor.height)
        return GrayImage(width: width, height: height, pixelsPerInch: NB1010Sensor.pixelsPerInch) { picture in
            picture.update(repeating: 255)
            for (index, packet) in packets.prefix(count).enumerated() {
                let start = index * rows * width
                packet.bytes.withBytes { all in
                    let pixels = all[pixelsAt...].prefix(rows * width)
                    _ = UnsafeMutableBufferPointer(rebasing: picture[start...]).update(fromContentsOf: pixels)
                }
            }
        }
    }

    private static func fault(_ what: String) -> Fault {
        Fault(.readerImage, "the reader sent a picture that cannot be used: \(what); re-plug it if this persists")
    }
}
