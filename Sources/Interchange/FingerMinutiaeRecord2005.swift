public import Fingerprint
public import Ground

/// A finger minutiae record as in ISO/IEC 19794-2:2005, clause 7 (record format).
///
/// ``init(reading:_:)`` and ``bytes()`` are each other's inverse for every record that is strictly right.
public struct FingerMinutiaeRecord2005: Sendable, Equatable {
    /// Four bits of compliance and twelve of device; 0 where unknown.
    public var captureEquipment: UInt16 = 0
    /// Pixels at the record's own resolution.
    public var width: UInt16
    /// Pixels at the record's own resolution.
    public var height: UInt16
    /// Pixels per centimetre; 197 is 500 ppi.
    public var resolutionX: UInt16
    /// Pixels per centimetre.
    public var resolutionY: UInt16
    public var views: [View]

    /// One impression of one finger.
    public struct View: Sendable, Equatable {
        public var position: FingerPosition
        /// Counted from 0 for each finger.
        public var number: UInt8 = 0
        /// 0 live plain, 1 live rolled, 2 non-live plain, 3 non-live rolled, 8 swipe.
        public var impressionType: UInt8 = 0
        /// 0 to 100.
        public var quality: UInt8
        /// In pixels at the record's resolution.
        public var minutiae: [Minutia]
        /// Ridge counts, cores and deltas, zonal quality and vendors' items, as written.
        public var extendedData: [UInt8] = []
    }

    static let name = "ISO/IEC 19794-2:2005 record"
    static let magic: [UInt8] = [0x46, 0x4D, 0x52, 0x00, 0x20, 0x32, 0x30, 0x00]
    static let headerLength = 24
    /// Pixels per centimetre of a template.
    static let templateResolution: UInt16 = 197

    /// A record of one view of one template.
    public init(_ template: Template, position: FingerPosition = .unknown) {
        width = template.width
        height = template.height
        resolutionX = Self.templateResolution
        resolutionY = Self.templateResolution
        views = [View(position: position, quality: template.quality, minutiae: template.minutiae)]
    }

    /// The template of a view, its pixels brought to 500 ppi.
    ///
    /// - Throws: ``Fault`` `interchange.unsupported` where the picture is too large for a template.
    public func template(of view: View) throws(Fault) -> Template {
        let scaleX = Double(Self.templateResolution) / Double(resolutionX)
        let scaleY = Double(Self.templateResolution) / Double(resolutionY)
        let size = (Double(width) * scaleX, Double(height) * scaleY)
        guard max(size.0, size.1) < 65535 else {
            throw Fault("interchange.unsupported", "the \(Self.name)'s picture is too large; check its resolution")
        }
        return Template(
            width: UInt16(size.0.rounded()), height: UInt16(size.1.rounded()), quality: view.quality,
            minutiae: view.minutiae.map { minutia in
                var scaled = minutia
                scaled.x = UInt16((Double(minutia.x) * scaleX).rounded(.down))
                scaled.y = UInt16((Double(minutia.y) * scaleY).rounded(.down))
                scaled.direction = minutia.direction(stretched: (scaleX, scaleY))
                return scaled
            })
    }
}
