public import Ground

/// Everything of a hit that is not a biometric sample: who looked, when, with what, and what was found.
public struct HitFacts: Sendable, Equatable {
    /// How sure the station was: never green, as a non-hit leaves nothing.
    public enum Result: String, Codable, Sendable { case yellow, red }

    /// One reference that resembled the probe.
    public struct Candidate: Codable, Sendable, Equatable {
        /// The list's owner.
        public let list: String
        /// The record's stable identifier within its list.
        public let record: String
        /// 0 (unknown) to 10, as in ISO/IEC 19794-2.
        public let finger: UInt8
        /// −log10 of the false match rate of the comparison.
        public let score: Double
        /// The chance that a search by somebody who is not listed shows such a score.
        public let falsePositiveRate: Double

        public init(list: String, record: String, finger: UInt8, score: Double, falsePositiveRate: Double) {
            self.list = list
            self.record = record
            self.finger = finger
            self.score = score
            self.falsePositiveRate = falsePositiveRate
        }
    }

    /// Where the probe was taken, by whom and why.
    public struct Capture: Codable, Sendable, Equatable {
        public var device: String
        /// The reader's stable name and its model.
        public var readerName: String
        public var readerModel: String
        public var officer: String
        /// Why the finger was asked for, for example `entry`.
        public var purpose: String

        public init(device: String, readerName: String, readerModel: String, officer: String, purpose: String) {
            self.device = device
            self.readerName = readerName
            self.readerModel = readerModel
            self.officer = officer
            self.purpose = purpose
        }
    }

    /// What was searched, and what it found.
    public struct Search: Codable, Sendable, Equatable {
        /// The generation in force of each list that was searched, by owner.
        public var generations: [String: Int]
        public var result: Result
        /// Best first.
        public var candidates: [Candidate]

        public init(generations: [String: Int], result: Result, candidates: [Candidate]) {
            self.generations = generations
            self.result = result
            self.candidates = candidates
        }
    }

    /// What is said of the probe, which itself lies beside the facts.
    public struct Probe: Codable, Sendable, Equatable {
        /// 0 to 100.
        public var quality: Int
        /// Pixels of the whole frame, as the reader took it.
        public var imageWidth: Int
        /// Pixels.
        public var imageHeight: Int
        /// Of the frame and the picture.
        public var pixelsPerInch: Double
        public var templateFormat: TemplateFormat
        /// What part of the frame the picture is, and where it is; nil in the first form of a hit, which encloses the
        /// whole frame's pixels.
        public var picture: ProbePicture?

        public init(
            quality: Int, imageWidth: Int, imageHeight: Int, pixelsPerInch: Double, templateFormat: TemplateFormat,
            picture: ProbePicture? = nil
        ) {
            self.quality = quality
            self.imageWidth = imageWidth
            self.imageHeight = imageHeight
            self.pixelsPerInch = pixelsPerInch
            self.templateFormat = templateFormat
            self.picture = picture
        }
    }

    /// The item's idempotency key from the outbox to the receipt.
    public var identifier: UUIDv7
    /// The encounter's name in the journals, from finger-on to receipt; it may send several items.
    public var correlation: UUIDv7
    public var time: Timestamp
    public var capture: Capture
    public var search: Search
    public var probe: Probe

    public init(
        identifier: UUIDv7, correlation: UUIDv7, time: Timestamp, capture: Capture, search: Search, probe: Probe
    ) {
        self.identifier = identifier
        self.correlation = correlation
        self.time = time
        self.capture = capture
        self.search = search
        self.probe = probe
    }

    /// - Throws: ``Fault`` `hit.invalid` naming the first fact that is out of bounds.
    func check() throws(Fault) {
        func demand(_ holds: Bool, _ what: String) throws(Fault) {
            guard holds else { throw Fault(.hitInvalid, "hit \(identifier): \(what)") }
        }
        let texts = [
            capture.device, capture.readerName, capture.readerModel, capture.officer, capture.purpose,
            probe.templateFormat.rawValue,
        ]
        try demand(texts.allSatisfy { $0.utf8.count <= 256 }, "a text is longer than 256 bytes; shorten it")
        let (generations, candidates) = (search.generations, search.candidates)
        try demand(generations.count <= 1024, "more than 1024 lists; search fewer")
        try demand(generations.allSatisfy { $0.key.utf8.count <= 256 && $0.value >= 0 }, "a generation is not valid")
        try demand(candidates.count <= 100, "more than 100 candidates; keep the best")
        try demand(candidates.allSatisfy(\.isValid), "a candidate is not valid")
        try demand((0...100).contains(probe.quality), "its quality is not 0 to 100")
        let sides = 1...16_384
        try demand(
            sides.contains(probe.imageWidth) && sides.contains(probe.imageHeight),
            "a side does not have 1 to 16384 pixels")
        try demand((1...4000).contains(probe.pixelsPerInch), "its resolution is not 1 to 4000 ppi")
        try demand(
            probe.picture?.isValid(in: probe.imageWidth, probe.imageHeight) ?? true,
            "its picture lies outside the frame, or its attachment is not valid")
    }
}

/// One flat object on the wire (docs/protocol.md).
extension HitFacts: Codable {
    private enum CodingKeys: CodingKey { case identifier, correlation, time }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            identifier: try container.decode(UUIDv7.self, forKey: .identifier),
            correlation: try container.decode(UUIDv7.self, forKey: .correlation),
            time: try container.decode(Timestamp.self, forKey: .time), capture: try Capture(from: decoder),
            search: try Search(from: decoder), probe: try Probe(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(identifier, forKey: .identifier)
        try container.encode(correlation, forKey: .correlation)
        try container.encode(time, forKey: .time)
        try capture.encode(to: encoder)
        try search.encode(to: encoder)
        try probe.encode(to: encoder)
    }
}

extension HitFacts.Candidate {
    fileprivate var isValid: Bool {
        list.utf8.count <= 256 && record.utf8.count <= 256 && finger <= 10 && score.isFinite
            && (0...1).contains(falsePositiveRate)
    }
}
