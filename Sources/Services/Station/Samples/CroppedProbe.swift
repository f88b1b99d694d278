internal import CaseMessages
package import Fingerprint
package import Ground
package import Imaging

/// The part of a frame that holds the print, compressed without loss: what an examiner needs of the picture.
package struct CroppedProbe: Sendable {
    /// Inches that are kept around the print: where the extractor sees it end, the eye sees some ridges more.
    private static let margin = 0.1

    /// Pixels of the frame.
    package let area: PictureArea
    package let png: WipingBytes

    /// - Throws: ``Fault`` `image.memory`.
    package init(_ frame: GrayImage, _ extraction: Extraction, pixelsPerInch: Double) throws(Fault) {
        area = Self.area(in: frame, extraction, pixelsPerInch: pixelsPerInch)
        png = try ImageFile.png(of: frame.window(of: area).stated(pixelsPerInch: pixelsPerInch))
    }

    package static func area(in frame: GrayImage, _ extraction: Extraction, pixelsPerInch: Double) -> PictureArea {
        extraction.area.grown(by: Int((margin * pixelsPerInch).rounded()), within: frame)
    }
}
