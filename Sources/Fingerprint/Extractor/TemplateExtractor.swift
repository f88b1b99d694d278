public import Imaging

/// Finds the minutiae of a print: picture in, template out.
///
/// The ridges are seen as a wave whose direction and period vary slowly. Filters that follow the wave give its phase;
/// a minutia is a point around which the phase turns once. A small network (``MinutiaeNetwork``) can take the filters'
/// place, for comparison. Thread-safe: one extractor may serve many threads.
public struct TemplateExtractor: Sendable {
    private enum Method {
        case filters(GaborBank)
        case network(MinutiaeNetwork)
    }

    private let parameters: Parameters
    private let method: Method

    /// Makes the filters, which takes some milliseconds: keep the extractor.
    ///
    /// - Parameter network: finds the minutiae instead of the filters; scores are calibrated for the filters'.
    public init(parameters: Parameters = .standard, network: MinutiaeNetwork? = nil) {
        self.parameters = parameters
        method = network.map { .network($0) } ?? .filters(GaborBank(parameters))
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

        let field = GradientField.estimate(contrast.ridges, grid, parameters)
        let mask = Segmentation.mask(contrast.contrast, field, parameters)
        observer?.observe(mask)
        let assessment = QualityAssessment(mask: mask, contrast: contrast, parameters: parameters)
        try assessment.checkPrintIsThere()

        let (minutiae, reliability) =
            switch method {
            case .filters(let bank): filtered(contrast.ridges, field, mask, bank, observer)
            case .network(let network): learned(image, field, mask, network)
            }
        observer?.observe(.reliability, reliability)
        let quality = assessment.assess(reliability)
        let template = Template(
            width: UInt16(image.width), height: UInt16(image.height), quality: quality.value, minutiae: minutiae)
        return Extraction(template: template, quality: quality)
    }

    /// Follows the wave, each time along the field that the last phase gave, and finds where the phase turns.
    private func filtered(
        _ ridges: Plane<Float>, _ gradients: RidgeField, _ mask: Plane<Bool>, _ bank: GaborBank,
        _ observer: (any StageObserver)?
    ) -> ([Minutia], reliability: Plane<Float>) {
        var field = gradients
        let enhanced = Enhancement(field.grid)
        enhanced.follow(field, in: ridges, within: mask, bank)
        for _ in 1..<parameters.passes {
            field = PhaseField.estimate(enhanced, within: mask, parameters)
            enhanced.follow(field, in: ridges, within: mask, bank)
        }
        observer?.observe(field)
        observer?.observe(.enhanced, enhanced.real)

        let reliability = Reliability.map(ridges, enhanced, field, mask, parameters)
        let vortices = VortexDetection(enhanced: enhanced, field: field, mask: mask, parameters: parameters).vortices()
        let kept = VortexFilter(mask: mask, reliability: reliability, parameters: parameters).minutiae(vortices)
        return (kept.map(Minutia.init), reliability)
    }

    private func learned(
        _ image: GrayImage, _ field: RidgeField, _ mask: Plane<Bool>, _ network: MinutiaeNetwork
    ) -> ([Minutia], reliability: Plane<Float>) {
        let reliability = field.grid.cells(Float(0))
        for at in mask.values.indices where mask.values[at] { reliability.values[at] = field.coherence(at) }
        return (LearnedDetection.minutiae(image, within: mask, network, parameters), reliability)
    }
}
