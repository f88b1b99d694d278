/// A rectangle of pixels within a picture.
public struct PictureArea: Sendable, Equatable {
    /// Pixels from the left edge.
    public let x: Int
    /// Pixels from the upper edge.
    public let y: Int
    /// Pixels.
    public let width: Int
    /// Pixels.
    public let height: Int

    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The area with so many pixels more on each side, as far as the picture reaches.
    public func grown(by margin: Int, within image: GrayImage) -> PictureArea {
        let (left, top) = (max(0, x - margin), max(0, y - margin))
        return PictureArea(
            x: left, y: top, width: min(image.width, x + width + margin) - left,
            height: min(image.height, y + height + margin) - top)
    }
}

extension GrayImage {
    /// What lies in the area, at the same resolution.
    public func window(of area: PictureArea) -> GrayImage {
        window(x: area.x, y: area.y, width: area.width, height: area.height)
    }
}
