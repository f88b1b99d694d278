internal import Ground
internal import Imaging
internal import NB1010

extension FuzzTarget {
    /// An answer and the packets of an NB-1010-U, 540 bytes each, the last as short as the input makes it.
    static let nb1010 = FuzzTarget("nb1010") { bytes in
        _ = try? NB1010Decoding.findsFinger(bytes)
        let packets = stride(from: 0, to: bytes.count, by: 540).map {
            WipingBytes(bytes[$0..<min($0 + 540, bytes.count)])
        }
        if let picture = try? NB1010Decoding.picture(packets) {
            precondition(picture.width == 256 && picture.height == 180, "a picture of another size")
        }
    }
}
