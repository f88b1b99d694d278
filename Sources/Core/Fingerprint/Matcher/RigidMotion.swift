internal import CKernels

/// A turn and a shift from the probe's plane to the reference's.
struct RigidMotion: Equatable {
    var cosine: Float
    var sine: Float
    var x: Float
    var y: Float

    /// The motion that carries the probe's minutiae nearest to the reference's, in weighted least squares over the
    /// correspondences that are strong enough: this part of the strongest.
    init?(_ pairs: Correspondences, leastStrength: Float) {
        let p = pairs.pairs
        func counted(_ strength: Float) -> Float { strength < leastStrength ? 0 : strength }
        var (sum, px, py, rx, ry): (Float, Float, Float, Float, Float) = (0, 0, 0, 0, 0)
        for k in 0..<pairs.count {
            let weight = counted(p.strength[k])
            sum += weight
            px += weight * p.probeX[k]
            py += weight * p.probeY[k]
            rx += weight * p.referenceX[k]
            ry += weight * p.referenceY[k]
        }
        guard sum > 0 else { return nil }
        (px, py, rx, ry) = (px / sum, py / sum, rx / sum, ry / sum)
        var (along, across): (Float, Float) = (0, 0)
        for k in 0..<pairs.count {
            let weight = counted(p.strength[k])
            let (ax, ay, bx, by) = (p.probeX[k] - px, p.probeY[k] - py, p.referenceX[k] - rx, p.referenceY[k] - ry)
            along += weight * (ax * bx + ay * by)
            across += weight * (ax * by - ay * bx)
        }
        let norm = (along * along + across * across).squareRoot()
        guard norm > 0 else { return nil }
        (cosine, sine) = (along / norm, across / norm)
        x = rx - (cosine * px - sine * py)
        y = ry - (sine * px + cosine * py)
    }

    /// Where a point of the probe falls in the reference's plane.
    @inline(__always)
    func apply(_ px: Float, _ py: Float) -> (x: Float, y: Float) {
        (cosine * px - sine * py + x, sine * px + cosine * py + y)
    }

    /// Where a point of the reference falls in the probe's plane.
    @inline(__always)
    func undo(_ rx: Float, _ ry: Float) -> (x: Float, y: Float) {
        let (dx, dy) = (rx - x, ry - y)
        return (cosine * dx + sine * dy, cosine * dy - sine * dx)
    }
}
