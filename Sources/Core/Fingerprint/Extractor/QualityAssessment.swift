internal import Glibc
internal import Ground

/// Says whether there is a print, how good it is, and what is wrong with it.
struct QualityAssessment {
    let mask: Plane<Bool>
    let contrast: ContrastNormalisation
    let field: RidgeField
    let parameters: Parameters

    /// - Throws: a ``Retry`` where too few cells hold ridges.
    func checkPrintIsThere() throws(ExtractionError) {
        let cells = mask.values.count { $0 }
        if cells == 0 { throw .retry(Retry(.noFinger, "no ridges are to be seen; place the finger on the glass")) }
        if cells < parameters.leastCells {
            throw .retry(Retry(.tooSmall, "too little of the finger is to be seen; place it flat and in the middle"))
        }
    }

    /// The value grows with the number of minutiae, each counted by the square of how sure the extractor is of it: of
    /// all that was tried it told best which prints would not be recognised (docs/recognition.md).
    ///
    /// - Parameter movement: of ``Movement``.
    /// - Throws: a ``Retry`` where nothing but noise is to be seen: no minutia, and no direction that cells agree on.
    func assess(_ minutiae: [Minutia], movement: Float) throws(ExtractionError) -> PrintQuality {
        if minutiae.isEmpty, agreement < parameters.leastAgreement {
            throw .retry(
                Retry(.noFinger, "no ridges are to be seen, only noise; wipe the glass, place the finger again"))
        }
        let sureness = minutiae.map { Float($0.quality) / 100 }
        let value = 100 * (1 - expf(-sureness.reduce(0) { $0 + $1 * $1 } / parameters.qualityMinutiae))
        let mean = sureness.isEmpty ? 1 : sureness.reduce(0, +) / Float(sureness.count)
        return PrintQuality(value: UInt8(value.rounded()), findings: findings(sureness: mean, movement: movement))
    }

    /// How much the cells of the print agree with their neighbours on the direction of the ridges, on the mean, 0...1.
    private var agreement: Float {
        let inside = mask.values.indices.filter { mask.values[$0] }
        return inside.reduce(0) { $0 + field.coherence($1) } / Float(max(1, inside.count))
    }

    private func findings(sureness: Float, movement: Float) -> Set<PrintQuality.Finding> {
        var (cells, grey, x, y) = (Float(0), Float(0), Float(0), Float(0))
        for row in 0..<mask.height {
            for column in 0..<mask.width where mask[column, row] {
                cells += 1
                grey += contrast.mean[column, row]
                x += Float(column) + 0.5
                y += Float(row) + 0.5
            }
        }
        let away = max(abs(x / cells / Float(mask.width) - 0.5), abs(y / cells / Float(mask.height) - 0.5))
        let moved = movement > parameters.greatestMovement
        let isUnclear = sureness < parameters.leastSureness || agreement < parameters.leastAgreement
        let found: [(PrintQuality.Finding, Bool)] = [
            (.tooLight, grey / cells > parameters.lightestPrint),
            (.tooDark, grey / cells < parameters.darkestPrint),
            (.offCentre, away > parameters.greatestOffset),
            (.partial, cells < parameters.wholePrint),
            (.moved, moved),
            // Movement explains why nothing is clear.
            (.smudged, isUnclear && !moved),
        ]
        return Set(found.filter(\.1).map(\.0))
    }
}
