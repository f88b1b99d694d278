internal import Glibc
internal import Ground

/// Says whether there is a print, how good it is, and what is wrong with it.
struct QualityAssessment {
    let mask: Plane<Bool>
    let contrast: ContrastNormalisation
    let parameters: Parameters

    /// - Throws: a ``Retry`` where too few cells hold ridges.
    func checkPrintIsThere() throws(ExtractionError) {
        let cells = mask.values.count { $0 }
        if cells == 0 { throw .retry(Retry(.noFinger, "no ridges are to be seen; place the finger on the glass")) }
        if cells < parameters.leastCells {
            throw .retry(Retry(.tooSmall, "too little of the finger is to be seen; place it flat and in the middle"))
        }
    }

    /// The value grows with the area whose ridges can be trusted: of all that was tried it told best which prints would
    /// not be recognised.
    func assess(_ reliability: Plane<Float>) -> PrintQuality {
        let trusted = reliability.values.count { $0 > parameters.trustedReliability }
        let value = 100 * (1 - expf(-Float(trusted) / parameters.qualityArea))
        return PrintQuality(value: UInt8(value.rounded()), findings: findings(reliability))
    }

    private func findings(_ reliability: Plane<Float>) -> Set<PrintQuality.Finding> {
        var (cells, grey, x, y, trust) = (Float(0), Float(0), Float(0), Float(0), Float(0))
        for row in 0..<mask.height {
            for column in 0..<mask.width where mask[column, row] {
                cells += 1
                grey += contrast.mean[column, row]
                x += Float(column) + 0.5
                y += Float(row) + 0.5
                trust += reliability[column, row]
            }
        }
        let away = max(abs(x / cells / Float(mask.width) - 0.5), abs(y / cells / Float(mask.height) - 0.5))
        let found: [(PrintQuality.Finding, Bool)] = [
            (.tooLight, grey / cells > parameters.lightestPrint),
            (.tooDark, grey / cells < parameters.darkestPrint),
            (.offCentre, away > parameters.greatestOffset),
            (.partial, cells < parameters.wholePrint),
            (.smudged, trust / cells < parameters.clearPrint),
        ]
        return Set(found.filter(\.1).map(\.0))
    }
}
