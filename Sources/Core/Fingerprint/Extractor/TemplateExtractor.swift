public import Imaging

/// Finds the minutiae of a print: picture in, template out.
///
/// The print is found by contrast and by the agreement of its directions; what its minutiae are, a small network says
/// (``MinutiaeNetwork``). Thread-safe: one extractor may serve many threads.
public struct TemplateExtractor: Sendable {
    /// Who finds the minutiae.
    public enum Detection: Sendable {
        case network(MinutiaeNetwork)
        /// The way without learning: the ridges are seen as a wave whose direction and period vary slowly, filters that
        /// follow it give its phase, and a minutia is a point around which the phase turns once. For comparison;
        /// scores are calibrated for the network's minutiae.
        case filters
    }

    private enum Method {
        case network(MinutiaeNetwork)
        case filters(GaborBank)
    }

    private let parameters: Parameters
    private let method: Method
    private let threads: Int

    /// Makes the filters where they are wanted, which takes some milliseconds: keep the extractor.
    ///
    /// - Parameter threads: that share the network's work on one picture, where somebody waits for it; the template is the
    ///   same.
    public init(
        parameters: Parameters = .standard, detection: Detection = .network(.standard), threads: Int = 1
    ) {
        (self.parameters, self.threads) = (parameters, threads)
        method =
            switch detection {
            case .network(let network): .network(network)
            case .filters: .filters(GaborBank(parameters))
            }
    }

    /// - Parameters:
    ///   - picture: dark ridges, 250 to 1200 ppi; taken as 500 ppi where it does not say.
    ///   - observer: sees the intermediates.
    /// - Throws: ``ExtractionError`` with `image.resolution` or `image.tooLarge` for a picture that cannot be a print,
    ///   with a ``Retry`` where there is no print to be seen.
    public func extract(
        _ picture: GrayImage, observer: (any StageObserver)? = nil
    ) throws(ExtractionError) -> Extraction {
        let image = try ResolutionNormalisation.normalise(picture)
        let grid = CellGrid(width: image.width, height: image.height)
        let contrast = ContrastNormalisation(image, grid, parameters)
        observer?.observe(.normalised, contrast.ridges)
        observer?.observe(.contrast, contrast.contrast)

        let field = GradientField.estimate(contrast.ridges, grid, parameters)
        let mask = Segmentation.mask(contrast.contrast, field, parameters)
        observer?.observe(mask)
        let assessment = QualityAssessment(mask: mask, contrast: contrast, field: field, parameters: parameters)
        try assessment.checkPrintIsThere()

        let minutiae =
            switch method {
            case .network(let network): learned(image, field, mask, network, observer)
            case .filters(let bank): filtered(contrast.ridges, field, mask, bank, observer)
            }
        let quality = try assessment.assess(minutiae, movement: Movement.strength(in: image, within: mask, field))
        let template = Template(
            width: UInt16(image.width), height: UInt16(image.height), quality: quality.value, minutiae: minutiae)
        return Extraction(
            template: template, quality: quality,
            area: PictureArea(of: mask, in: picture, normalised: image))
    }

    /// Follows the wave, each time along the field that the last phase gave, and finds where the phase turns.
    private func filtered(
        _ ridges: Plane<Float>, _ gradients: RidgeField, _ mask: Plane<Bool>, _ bank: GaborBank,
        _ observer: (any StageObserver)?
    ) -> [Minutia] {
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
        observer?.observe(.reliability, reliability)
        let vortices = VortexDetection(enhanced: enhanced, field: field, mask: mask, parameters: parameters).vortices()
        return VortexFilter(mask: mask, reliability: reliability, parameters: parameters).minutiae(vortices)
            .map(Minutia.init)
    }

    private func learned(
        _ image: GrayImage, _ field: RidgeField, _ mask: Plane<Bool>, _ network: MinutiaeNetwork,
        _ observer: (any StageObserver)?
    ) -> [Minutia] {
        observer?.observe(field)
        return LearnedDetection.minutiae(image, within: mask, network, parameters, threads, observer)
    }
}
