public import Ground

/// What the centre needs to judge a hit: the facts, the probe's picture and its template.
///
/// The picture and the template lie in wiping memory, here and in ``encoded()``. Thread-safe: immutable.
public struct HitMessage: Sendable {
    /// A PNG of so many bytes always fits into the hit.
    public static let pictureLimit = encodedLimit - headLength - 2 * 65_536

    public let facts: HitFacts
    /// A PNG, as `facts.probe.picture` says; empty where it follows as an attachment or was left out. In the first form of
    /// a hit the frame's pixels: 8-bit grey, row by row from the top left, `imageWidth * imageHeight` bytes.
    public let picture: WipingBytes
    /// The probe's template in the form that `facts.probe.templateFormat` names.
    public let template: WipingBytes

    /// - Throws: ``Fault`` `hit.invalid` when a fact is out of bounds or the picture is not what the facts say.
    public init(facts: HitFacts, picture: WipingBytes, template: WipingBytes) throws(Fault) {
        try facts.check()
        let probe = facts.probe
        let isAsSaid =
            if let said = probe.picture { said.isEnclosed != (picture.count == 0) } else {
                picture.count == probe.imageWidth * probe.imageHeight
            }
        guard isAsSaid else {
            throw Fault(.hitInvalid, "hit \(facts.identifier) has \(picture.count) bytes of picture, not what it says")
        }
        guard template.count <= Self.templateLimit else {
            throw Fault(.hitInvalid, "hit \(facts.identifier) has a template of \(template.count) bytes; limit it")
        }
        self.facts = facts
        self.picture = picture
        self.template = template
    }

    static let templateLimit = 65_536
}
