internal import Fingerprint
internal import Ground

/// Proof that a print will be found: it is made ready as a device does, and compared with itself.
///
/// Whoever is listed and cannot be found would be a green at the border, so the publisher refuses what fails here.
enum ReferenceProof {
    /// Of a print with itself; the prints of two fingers score so high in one of 10^8 comparisons.
    static let leastScore = 8.0
    /// Minutiae that coincide when the print lies on itself.
    static let leastMinutiae = 8

    /// - Parameter acceptsPoor: whether a print that would not be found is enrolled all the same; never one without
    ///   minutiae.
    /// - Returns: why an accepted print would not be found; nil where it would.
    /// - Throws: ``Fault`` `hub.unusablePrint` where it would not; `template.*` where a device could not even read it.
    static func doubt(about listed: WipingBytes, acceptsPoor: Bool) throws(Fault) -> String? {
        let template = PreparedTemplate(try Template(in: listed, at: 0..<listed.count))
        guard let doubt = doubt(about: template) else { return nil }
        guard acceptsPoor, template.count > 0 else { throw Fault(.hubUnusablePrint, doubt) }
        return doubt
    }

    private static func doubt(about template: PreparedTemplate) -> String? {
        let comparison = Matcher(probe: template).compare(with: template)
        if comparison.matched < leastMinutiae {
            return "it has \(comparison.matched) minutiae of use, fewer than \(leastMinutiae): give a better print"
        }
        let score = comparison.score()
        guard score < leastScore else { return nil }
        let tenths = Double(Int(score * 10)) / 10
        return "compared with itself it scores \(tenths), less than \(leastScore): give a better print"
    }
}
