internal import Glibc

extension Minutia {
    /// The direction of a minutia is along its ridge, and that of a fork along the valley between its branches: in both
    /// cases towards the side with one line more.
    init(_ vortex: PhaseVortex) {
        let angle = atan2f(-vortex.directionY, vortex.directionX)
        self.init(
            x: UInt16(max(0, vortex.x.rounded())), y: UInt16(max(0, vortex.y.rounded())),
            direction: UInt8(truncatingIfNeeded: Int((angle * 128 / .pi).rounded())),
            kind: vortex.isEnding ? .ending : .bifurcation,
            quality: UInt8(max(1, min(100, vortex.reliability * 100))))
    }
}
