internal import Fingerprint
internal import Foundation

extension Minutia {
    /// The direction after a stretch along the axes; the same number where both are equal.
    func direction(stretched scale: (x: Double, y: Double)) -> UInt8 {
        guard scale.x != scale.y else { return direction }
        let angle = Double(direction) / 128 * .pi
        let turned = atan2(sin(angle) * scale.y, cos(angle) * scale.x)
        return UInt8(truncatingIfNeeded: Int((turned / .pi * 128).rounded()))
    }
}
