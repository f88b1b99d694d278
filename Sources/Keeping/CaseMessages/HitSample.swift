public import Ground

/// A sample of an encounter, as its hit carries it: a print, a portrait, a document, or what a later version takes.
///
/// Picture and template lie in wiping memory. Thread-safe: a value.
public struct HitSample: Sendable {
    /// What the device has taken at once, of which the picture is a part.
    public struct Frame: Codable, Sendable, Equatable {
        /// Pixels.
        public var width: Int
        /// Pixels.
        public var height: Int
        /// Of the frame and the picture.
        public var pixelsPerInch: Double

        public init(width: Int, height: Int, pixelsPerInch: Double) {
            self.width = width
            self.height = height
            self.pixelsPerInch = pixelsPerInch
        }
    }

    /// What is said of a sample.
    public struct Facts: Codable, Sendable, Equatable {
        /// `finger`, `portrait`, `document`, or one that the reader of the hit does not know and keeps.
        public var kind: String
        /// The kind's own number; of a finger that of ISO/IEC 19794-2, 0 where it is not known.
        public var position: UInt8
        /// From 1: which try this was, the best of its place in the plan.
        public var attempt: Int
        /// 0 to 100.
        public var quality: Int
        /// The stable name of the reader or camera, and its model.
        public var deviceName: String
        public var deviceModel: String
        public var time: Timestamp
        public var templateFormat: TemplateFormat
        /// nil where there is no picture.
        public var frame: Frame?
        /// What part of the frame the picture is, and where it is; nil where there is none.
        public var picture: ProbePicture?

        public init(
            kind: String, position: UInt8 = 0, attempt: Int = 1, quality: Int, deviceName: String, deviceModel: String,
            time: Timestamp, templateFormat: TemplateFormat, frame: Frame? = nil, picture: ProbePicture? = nil
        ) {
            self.kind = kind
            self.position = position
            self.attempt = attempt
            self.quality = quality
            self.deviceName = deviceName
            self.deviceModel = deviceModel
            self.time = time
            self.templateFormat = templateFormat
            self.frame = frame
            self.picture = picture
        }
    }

    static let templateLimit = 65_536

    public let facts: Facts
    /// As a file, where `facts.picture` says that the hit encloses it; empty where it follows as an attachment or was left
    /// out. Without `facts.picture` the frame's pixels, 8-bit grey, row by row from the top left, as hits of the first form
    /// have them; without a frame whatever the kind has.
    public let picture: WipingBytes
    /// In the form that `facts.templateFormat` names.
    public let template: WipingBytes

    public init(facts: Facts, picture: WipingBytes = WipingBytes([]), template: WipingBytes) {
        self.facts = facts
        self.picture = picture
        self.template = template
    }

    /// What is wrong with it; nil where nothing is.
    var objection: String? {
        if let objection = facts.objection { return objection }
        if template.count > Self.templateLimit { return "has a template of \(template.count) bytes; limit it" }
        let isAsSaid =
            switch (facts.picture, facts.frame) {
            case (let said?, _): said.isEnclosed != (picture.count == 0)
            case (nil, let frame?): picture.count == 0 || picture.count == frame.width * frame.height
            case (nil, nil): true
            }
        return isAsSaid ? nil : "has \(picture.count) bytes of picture, not what it says"
    }
}

extension HitSample.Facts {
    fileprivate var objection: String? {
        let texts = [kind, deviceName, deviceModel, templateFormat.rawValue]
        if !texts.allSatisfy({ $0.utf8.count <= 256 }) || kind.isEmpty { return "has a text of more than 256 bytes" }
        if !(0...100).contains(quality) { return "has a quality that is not 0 to 100" }
        if !(1...1000).contains(attempt) { return "has an attempt that is not 1 to 1000" }
        let sides = 1...16_384
        if let frame {
            if !sides.contains(frame.width) || !sides.contains(frame.height) {
                return "has a side without 1 to 16384 pixels"
            }
            if !(1...4000).contains(frame.pixelsPerInch) { return "has a resolution that is not 1 to 4000 ppi" }
        }
        guard let picture else { return nil }
        guard let frame, picture.isValid(in: frame.width, frame.height) else {
            return "has a picture outside its frame, or an attachment that is not valid"
        }
        return nil
    }
}
