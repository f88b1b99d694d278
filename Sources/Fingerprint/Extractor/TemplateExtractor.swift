public import Imaging

/// Finds the minutiae of a print: picture in, template out.
///
/// The ridges are seen as a wave whose direction and period vary slowly. Filters that follow the wave give its phase;
/// a minutia is a point around which the phase turns once. Thread-safe: one extractor may serve many threads.
public struct TemplateExtractor: Sendable {
    private let parameters: Parameters
    private let bank: GaborBank

    /// Makes the filters, which takes some milliseconds: keep the extractor.
    public init(parameters: Parameters = .standard) {
        self.parameters = parameters
        bank = GaborBank(parameters)
    }

    /// - Parameters:
    ///   - image: dark ridges, 250 to 1200 ppi; taken as 500 ppi where it does not say.
    ///   - observer: sees the intermediates.
    /// - Throws: ``ExtractionError`` with `image.resolution` or `image.tooLarge` for a picture that cannot be a print,
    ///   with a ``Retry`` where there is no print to be seen.
    public func extract(
        _ image: GrayImage, observer: (any StageObserver)? = nil
    ) throws(ExtractionError) -> Extraction {
        let image = try ResolutionNormalisation.normalise(image)
        let grid = CellGrid(width: image.width, height: image.height)
        let contrast = ContrastNormalisation(image, grid, parameters)
        observer?.observe(.normalised, contrast.ridges)
        observer?.observe(.contrast, contrast.contrast)

        var field = GradientField.estimate(contrast.ridges, grid, parameters)
        let mask = Segmentation.mask(contrast.contrast, field, parameters)
        observer?.observe(mask)
        try QualityAssessment.checkPrintIsThere(mask, contrast, parameters)

        var enhanced = Enhancement(contrast.ridges, along: field, within: mask, bank)
        for _ in 1..<parameters.passes {
            field = PhaseField.estimate(enhanced, within: mask, parameters)
            enhanced = Enhancement(contrast.ridges, along: field, within: mask, bank)
        }
        observer?.observe(field)
        observer?.observe(.enhanced, enhanced.real)

        let reliability = Reliability.map(contrast.ridges, enhanced, field, mask, parameters)
        observer?.observe(.reliability, reliability)
        let vortices = VortexDetection(enhanced: enhanced, field: field, mask: mask, parameters: parameters).vortices()
        let kept = VortexFilter(mask: mask, reliability: reliability, parameters: parameters).minutiae(vortices)
        let quality = QualityAssessment.assess(mask, contrast, reliability, kept, parameters)
        let template = Template(
            width: UInt16(image.width), height: UInt16(image.height), quality: quality.value,
            minutiae: kept.map(Minutia.init))
        return Extraction(template: template, quality: quality)
    }
}
