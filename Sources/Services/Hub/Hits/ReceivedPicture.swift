public import Ground
public import Imaging

/// A sample's picture, as far as it is here.
public enum ReceivedPicture: Sendable {
    /// All of it, pixel by pixel as the reader gave it.
    case whole(GrayImage)
    /// All of it, of a kind of sample that this hub does not look into: as it came.
    case unread(WipingBytes)
    /// It follows the hit in pieces, and some have not come yet.
    case incomplete(missing: Int, of: Int)
    /// The device could not send it, for the fault with this code.
    case leftOut(String)
    /// What came is not what the hit has named.
    case damaged(Fault)

    /// What to say where there is no picture; nil where there is one.
    public var absence: String? {
        switch self {
        case .whole, .unread: nil
        case .incomplete(let missing, let count):
            "the picture is not whole: \(missing) of its \(count) pieces are not here yet"
        case .leftOut(let code): "the device has left the picture out: \(code)"
        case .damaged(let fault): "the picture cannot be shown: \(fault)"
        }
    }
}
