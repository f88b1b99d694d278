public import Ground

/// What the centre needs to judge a hit: the facts, the probe's picture and its template.
///
/// The picture and the template lie in wiping memory, here and in ``encoded()``. Thread-safe: immutable.
public struct HitMessage: Sendable {
    public let facts: HitFacts
    /// 8-bit grey, row by row from the top left; `imageWidth * imageHeight` bytes, as `facts.probe` says.
    public let pixels: WipingBytes
    /// The probe's template in the form that `facts.probe.templateFormat` names.
    public let template: WipingBytes

    /// - Throws: ``Fault`` `hit.invalid` when a fact is out of bounds or the picture does not fill its sides.
    public init(facts: HitFacts, pixels: WipingBytes, template: WipingBytes) throws(Fault) {
        try facts.check()
        let (width, height) = (facts.probe.imageWidth, facts.probe.imageHeight)
        guard pixels.count == width * height else {
            throw Fault(.hitInvalid, "hit \(facts.identifier) has \(pixels.count) pixels for \(width) x \(height)")
        }
        guard template.count <= Self.templateLimit else {
            throw Fault(.hitInvalid, "hit \(facts.identifier) has a template of \(template.count) bytes; limit it")
        }
        self.facts = facts
        self.pixels = pixels
        self.template = template
    }

    static let templateLimit = 65_536
}
