internal import Capture
internal import Fingerprint
internal import Ground
internal import Logging

/// What the station knows about the traveller at the glass: the best print so far. Gone with the answer.
actor Encounter {
    /// A frame with what was extracted from it.
    struct Print: Sendable {
        let frame: Frame
        let extraction: Extraction
        let extracted: ContinuousClock.Instant
    }

    private(set) var best: Print?
    private(set) var attempts = 0
    private let extractor: TemplateExtractor
    private let minimumQuality: Int
    private let logger: Logger

    init(extractor: TemplateExtractor, minimumQuality: Int, logger: Logger) {
        self.extractor = extractor
        self.minimumQuality = minimumQuality
        self.logger = logger
    }

    func follow(_ event: AcquisitionEvent) {
        if case .fingerOn(let attempt) = event { attempts = attempt }
    }

    func assess(_ frame: Frame) -> Assessment {
        do throws(ExtractionError) {
            let extraction = try extractor.extract(frame.image)
            let quality = Int(extraction.quality.value)
            let print = Print(frame: frame, extraction: extraction, extracted: .now)
            if extraction.quality.value >= best?.extraction.quality.value ?? 0 { best = print }
            return Assessment(quality: quality, retry: quality >= minimumQuality ? nil : extraction.quality.advice)
        } catch {
            switch error {
            case .retry(let retry): return Assessment(quality: 0, retry: retry)
            case .fault(let fault):
                logger.error("extraction", metadata: ["fault": "\(fault)"])
                let retry = Retry(.poorQuality, "the picture could not be used; lift the finger and place it again")
                return Assessment(quality: 0, retry: retry)
            }
        }
    }
}
