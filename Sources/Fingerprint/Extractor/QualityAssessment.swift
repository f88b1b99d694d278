internal import Glibc
internal import Ground

/// Says how good the print is, and what is wrong with it.
enum QualityAssessment {
    /// - Throws: a ``Retry`` where too few cells hold ridges.
    static func checkPrintIsThere(
        _ mask: Plane<Bool>, _ contrast: ContrastNormalisation, _ parameters: Parameters
    ) throws(ExtractionError) {
        let cells = mask.values.count { $0 }
        if cells == 0 { throw .retry(Retry(.noFinger, "no ridges are to be seen; place the finger on the glass")) }
        if cells < parameters.leastCells {
            throw .retry(Retry(.tooSmall, "too little of the finger is to be seen; place it flat and in the middle"))
        }
    }

    static func assess(
        _ mask: Plane<Bool>, _ contrast: ContrastNormalisation, _ reliability: Plane<Float>, _ parameters: Parameters
    ) -> PrintQuality {
        let good = reliability.values.reduce(0, +)
        return PrintQuality(value: UInt8(min(100, 100 * (1 - expf(-good / 400)))), findings: [])
    }
}
