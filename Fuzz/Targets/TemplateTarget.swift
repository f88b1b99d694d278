internal import Fingerprint

extension FuzzTarget {
    /// The template at rest: what is read can be compared, and made again from its minutiae.
    static let template = FuzzTarget("template") { bytes in
        guard let template = try? Template(bytes: bytes) else { return }
        let again = Template(
            width: template.width, height: template.height, quality: template.quality, minutiae: template.minutiae)
        precondition(again.count == template.count, "minutiae got lost")
        // Comparing takes a hundred times as long as reading.
        guard isChosen(bytes, oneOf: 32) else { return }
        let prepared = PreparedTemplate(template)
        let score = Matcher(probe: prepared).score(against: PreparedTemplate(again))
        precondition((0...ScoreCalibration.greatest).contains(score), "a score of \(score)")
    }
}
