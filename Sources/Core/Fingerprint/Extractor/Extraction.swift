public import Imaging

/// What one picture gave.
public struct Extraction: Sendable {
    /// Its minutiae lie in the whole picture at 500 ppi: a pixel there is `pixelsPerInch / 500` pixels of the picture.
    public let template: Template
    public let quality: PrintQuality
    /// Where the print is, in the picture's own pixels, without a margin.
    public let area: PictureArea
}

/// How well a print can be recognised, and what is wrong with it where that can be told.
public struct PrintQuality: Sendable, Equatable {
    public enum Finding: String, Sendable, Hashable, Codable, CaseIterable {
        case tooLight, tooDark, offCentre, partial, smudged, moved
    }

    /// 0 (useless) to 100. Not NFIQ 2.
    public let value: UInt8
    public let findings: Set<Finding>
}
