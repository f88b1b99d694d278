internal import Interchange

extension FuzzTarget {
    /// Finger minutiae records: what is strictly right is written back byte by byte, and every view gives a template.
    static let finger = FuzzTarget("finger") { bytes in
        if let record = try? FingerMinutiaeRecord(reading: bytes) {
            precondition((try? record.bytes()) == bytes, "a strict record is written differently")
        }
        guard let record = try? FingerMinutiaeRecord(reading: bytes, .lenient) else { return }
        for view in record.views { _ = try? view.template() }
    }
}
