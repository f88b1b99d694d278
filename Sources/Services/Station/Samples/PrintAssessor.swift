internal import Capture
internal import Fingerprint
internal import Ground
internal import Logging

/// Extracts a print from a frame and says whether the site takes it.
struct PrintAssessor: Sendable {
    let extractor: TemplateExtractor
    /// 0...100.
    let minimumQuality: Int
    let logger: Logger

    func assess(_ frame: Frame) -> Assessment<AssessedPrint> {
        do throws(ExtractionError) {
            let extraction = try extractor.extract(frame.image)
            let quality = Int(extraction.quality.value)
            let print = AssessedPrint(frame: frame, extraction: extraction, extracted: .now)
            return quality >= minimumQuality
                ? .usable(print, quality: quality) : .unusable(print, quality: quality, extraction.quality.advice)
        } catch {
            switch error {
            case .retry(let retry): return .unusable(nil, quality: 0, retry)
            case .fault(let fault):
                logger.error("extraction", metadata: ["fault": "\(fault)"])
                let retry = Retry(.poorQuality, "the picture could not be used; lift the finger and place it again")
                return .unusable(nil, quality: 0, retry)
            }
        }
    }
}
