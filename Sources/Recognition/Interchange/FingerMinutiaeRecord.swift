public import Fingerprint
public import Ground

/// A finger minutiae record of ISO/IEC 19794-2 or INCITS 378, whichever edition.
///
/// ``init(reading:_:)`` and ``bytes()`` are each other's inverse for every record that is strictly right.
public struct FingerMinutiaeRecord: Sendable, Equatable {
    public var format: RecordFormat
    /// What stands for the certification of the capture equipment: four bits, in the editions of 2009 and 2011 eight.
    public var certification: UInt8 = 0
    /// The capture device; 0 where unknown. In ISO 2011 each view has its own, in ``View/captureDetails``.
    public var device: UInt16 = 0
    /// CBEFF product owner of INCITS records, given out by IBIA, which has registered none for Ridgeline.
    public var productOwner: UInt16 = 0xFFFF
    public var productType: UInt16 = 0
    /// At least one.
    public var views: [View]

    /// One impression of one finger.
    public struct View: Sendable, Equatable {
        public var position: FingerPosition
        /// ISO 2011 counts all views, the others those of each finger, from 0.
        public var number: UInt8 = 0
        /// 0 live plain, 1 live rolled, 2 non-live plain, 3 non-live rolled, 8 swipe.
        public var impressionType: UInt8 = 0
        /// 0 to 100; in later editions also 254 and 255, not known.
        public var quality: UInt8
        /// Who worked the quality out, in INCITS from 2007; 0 where unknown.
        public var qualityVendor: UInt16 = 0
        public var qualityAlgorithm: UInt16 = 0
        /// Pixels at the view's own resolution.
        public var width: UInt16
        public var height: UInt16
        /// Pixels per centimetre; 197 is 500 ppi.
        public var resolutionX: UInt16
        public var resolutionY: UInt16
        /// In pixels at the view's resolution; directions in 256ths whatever the format's unit.
        public var minutiae: [Minutia]
        /// ISO 2011: how ridge endings are placed (low four bits of the field), as written.
        public var endingType: UInt8 = 0
        /// ISO 2011: whether minutiae carry a quality.
        public var hasMinutiaQuality = true
        /// ISO 2011: time, technology, device, qualities and certificates, as written; empty: made of ``quality``.
        public var captureDetails: [UInt8] = []
        /// Ridge counts, cores and deltas, zonal quality and vendors' items, as written: kept, but not used in matching.
        public var extendedData: [UInt8] = []
    }

    /// Pixels per centimetre of a template.
    static let templateResolution: UInt16 = 197

    /// A record of one view of one template.
    public init(_ template: Template, position: FingerPosition = .unknown, format: RecordFormat = .iso2005) {
        self.format = format
        views = [
            View(
                position: position, quality: template.quality, width: template.width, height: template.height,
                resolutionX: Self.templateResolution, resolutionY: Self.templateResolution,
                minutiae: template.minutiae)
        ]
    }

    init(format: RecordFormat) {
        self.format = format
        views = []
    }

    func malformed(_ what: String) -> Fault {
        Fault(.interchangeMalformed, "the \(format.name) \(what); ask its sender for a correct one")
    }
}

extension FingerMinutiaeRecord.View {
    /// The template of the view, its pixels brought to 500 ppi.
    ///
    /// - Throws: ``Fault`` `interchange.unsupported` where the picture is too large for a template.
    public func template() throws(Fault) -> Template {
        let scale = Double(FingerMinutiaeRecord.templateResolution)
        let (scaleX, scaleY) = (scale / Double(resolutionX), scale / Double(resolutionY))
        let size = (Double(width) * scaleX, Double(height) * scaleY)
        // Beyond it a template would leave out minutiae.
        guard max(size.0, size.1) <= 0x3FFF else {
            throw Fault(
                .interchangeUnsupported,
                "the record's minutiae lie beyond a template's \(0x3FFF) pixels at 500 ppi; check its resolution")
        }
        return Template(
            width: UInt16(size.0.rounded(.up)), height: UInt16(size.1.rounded(.up)),
            quality: quality > 100 ? 0 : quality,
            minutiae: minutiae.map { minutia in
                var scaled = minutia
                scaled.x = UInt16((Double(minutia.x) * scaleX).rounded(.down))
                scaled.y = UInt16((Double(minutia.y) * scaleY).rounded(.down))
                scaled.direction = minutia.direction(stretched: (scaleX, scaleY))
                scaled.quality = minutia.quality > 100 ? 0 : minutia.quality
                return scaled
            })
    }
}
