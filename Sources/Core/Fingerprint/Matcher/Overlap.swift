/// How many minutiae of each print, counted by how sure their extractor was, lie where the other print is, so that a small overlap is judged by what it shows.
struct Overlap {
    var probe: Float = 0
    var reference: Float = 0

    /// - Parameters:
    ///   - moved: the probe's minutiae in the reference's plane.
    ///   - motion: the motion that brought them there.
    ///   - margin: how far beyond the outermost minutiae a print is taken to reach.
    init(
        _ probe: PreparedTemplate.Lanes, _ reference: PreparedTemplate.Lanes, movedX: UnsafeMutablePointer<Float>,
        movedY: UnsafeMutablePointer<Float>, _ motion: RigidMotion, margin: Float
    ) {
        for i in 0..<Int(probe.count) where Self.inside(reference.bounds, movedX[i], movedY[i], margin) {
            self.probe += probe.weight[i]
        }
        for j in 0..<Int(reference.count) {
            let place = motion.undo(reference.x[j], reference.y[j])
            if Self.inside(probe.bounds, place.x, place.y, margin) { self.reference += reference.weight[j] }
        }
    }

    /// Whether the point lies in the octagon around all minutiae.
    @inline(__always)
    private static func inside(_ bounds: UnsafePointer<Float>, _ x: Float, _ y: Float, _ margin: Float) -> Bool {
        let diagonal = margin * 1.414
        return x > bounds[0] - margin && x < bounds[1] + margin && y > bounds[2] - margin && y < bounds[3] + margin
            && x + y > bounds[4] - diagonal && x + y < bounds[5] + diagonal && x - y > bounds[6] - diagonal
            && x - y < bounds[7] + diagonal
    }
}
