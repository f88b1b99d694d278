import Capture
internal import Ground

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

    /// Both rows, valid only within `body`.
    func withPixels<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        bytes.withBytes { all in
            body(UnsafeBufferPointer(rebasing: all[Self.pixelsAt...].prefix(Self.rows * NB1010Sensor.width)))
        }
    }

    private static func fault(_ what: String) -> Fault {
        Fault(.readerImage, "the reader sent a picture that cannot be used: \(what); re-plug it if this persists")
    }
}
