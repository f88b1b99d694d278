/// What a hit says of the probe's picture: a PNG of 8-bit grey without loss, cut from the reader's frame.
///
/// A minutia of the template at (`x`, `y`), which are pixels of the whole frame at 500 ppi, lies in the picture at
/// (`x · pixelsPerInch / 500 − left`, `y · pixelsPerInch / 500 − top`).
public struct ProbePicture: Codable, Sendable, Equatable {
    /// Pixels of the frame to the left of the picture.
    public let left: Int
    /// Pixels of the frame above the picture.
    public let top: Int
    /// Pixels.
    public let width: Int
    /// Pixels.
    public let height: Int
    /// Names the items that bring it; nil where the hit encloses it.
    public var attachment: Attachment?
    /// The code of the fault for which the device had to leave it out; nil where it did not.
    public var leftOut: String?

    public init(
        left: Int, top: Int, width: Int, height: Int, attachment: Attachment? = nil, leftOut: String? = nil
    ) {
        self.left = left
        self.top = top
        self.width = width
        self.height = height
        self.attachment = attachment
        self.leftOut = leftOut
    }

    /// Whether the hit itself holds it.
    public var isEnclosed: Bool { attachment == nil && leftOut == nil }

    func isValid(in frameWidth: Int, _ frameHeight: Int) -> Bool {
        (0..<frameWidth).contains(left) && (0..<frameHeight).contains(top)
            && (1...frameWidth - left).contains(width) && (1...frameHeight - top).contains(height)
            && attachment?.isValid ?? true && leftOut?.utf8.count ?? 0 <= 64 && (attachment == nil || leftOut == nil)
    }
}
