internal import Glibc

/// Which minutiae of two prints coincide, and how the probe was moved onto the reference.
public struct MatchedPairs: Sendable, Equatable {
    /// One minutia of each print, by its place in ``Template/minutiae``.
    public struct Pair: Sendable, Equatable {
        public let probe: Int
        public let reference: Int
        /// 1 where they coincide, falling to 0 at the limit.
        public let closeness: Double
    }

    public let pairs: [Pair]
    /// Radians, counter-clockwise as seen on the picture.
    public let rotation: Double
    private let motion: RigidMotion

    init(motion: RigidMotion, matches: some Sequence<Consolidation.Match>) {
        self.motion = motion
        rotation = Double(atan2f(motion.sine, motion.cosine))
        pairs = matches.map {
            Pair(probe: Int($0.probe), reference: Int($0.reference), closeness: Double($0.closeness))
        }
    }

    /// Where a point of the probe's picture falls on the reference's; both in pixels at 500 ppi, y downwards.
    public func move(x: Double, y: Double) -> (x: Double, y: Double) {
        let moved = motion.apply(Float(x), -Float(y))
        return (Double(moved.x), -Double(moved.y))
    }
}
