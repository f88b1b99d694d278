internal import CKernels

/// Stage 2: the probe moved onto the reference, its stretch undone, and the minutiae that then coincide.
struct Consolidation {
    /// One minutia of each print, found to be the same.
    struct Match {
        var probe: UInt8
        var reference: UInt8
        /// 1 where they coincide, falling to 0 at the limit.
        var closeness: Float
    }

    private let parameters: MatcherParameters
    private let found: UnsafeMutablePointer<Match>
    private(set) var count = 0
    var matches: UnsafeBufferPointer<Match> { UnsafeBufferPointer(start: found, count: count) }
    /// The moved probe.
    let x, y, cosine, sine: UnsafeMutablePointer<Float>
    private let nearest: UnsafeMutablePointer<Int32>
    /// For each reference minutia, the match that holds it, or −1.
    private let holder: UnsafeMutablePointer<Int16>
    private let anchorX, anchorY, errorX, errorY: UnsafeMutablePointer<Float>
    private let sums: UnsafeMutablePointer<Float>

    init(_ scratch: Scratch, _ parameters: MatcherParameters) {
        self.parameters = parameters
        found = scratch.take(Match.self, 256)
        (x, y) = (scratch.take(Float.self, 256), scratch.take(Float.self, 256))
        (cosine, sine) = (scratch.take(Float.self, 256), scratch.take(Float.self, 256))
        nearest = scratch.take(Int32.self, 256)
        holder = scratch.take(Int16.self, 256)
        (anchorX, anchorY) = (scratch.take(Float.self, 256), scratch.take(Float.self, 256))
        (errorX, errorY) = (scratch.take(Float.self, 256), scratch.take(Float.self, 256))
        sums = scratch.take(Float.self, 3 * 256)
    }

    mutating func run(_ probe: PreparedTemplate.Lanes, _ reference: PreparedTemplate.Lanes, _ motion: RigidMotion) {
        move(probe, motion)
        pair(probe, reference, reach: parameters.wideReach, turn: parameters.wideTurn)
        unstretch(probe, reference)
        pair(probe, reference, reach: parameters.narrowReach, turn: parameters.narrowTurn)
    }

    /// What the minutiae that coincide count, in both prints together.
    func weight(_ probe: PreparedTemplate.Lanes, _ reference: PreparedTemplate.Lanes) -> Float {
        matches.reduce(0) { $0 + probe.weight[Int($1.probe)] + reference.weight[Int($1.reference)] }
    }

    private func move(_ probe: PreparedTemplate.Lanes, _ motion: RigidMotion) {
        let (c, s) = (motion.cosine, motion.sine)
        for i in 0..<Int(probe.lanes) {
            (x[i], y[i]) = motion.apply(probe.x[i], probe.y[i])
            cosine[i] = c * probe.cosine[i] - s * probe.sine[i]
            sine[i] = s * probe.cosine[i] + c * probe.sine[i]
        }
    }

    /// Gives each reference minutia to the nearest of the probe minutiae that want it.
    private mutating func pair(
        _ probe: PreparedTemplate.Lanes, _ reference: PreparedTemplate.Lanes, reach: Float, turn: Float
    ) {
        match_nearest(
            probe.count, x, y, cosine, sine, reference.lanes, reference.x, reference.y, reference.cosine,
            reference.sine, 1 / (reach * reach), 1 / turn, 1, nearest)
        holder.update(repeating: -1, count: Int(reference.count))
        count = 0
        for i in 0..<Int(probe.count) {
            let cost = Float(nearest[i] >> 8) / Float(MATCH_COST_ONE)
            guard cost < 1 else { continue }
            let j = Int(nearest[i] & 255)
            let match = Match(probe: UInt8(i), reference: UInt8(j), closeness: 1 - cost)
            if holder[j] < 0 {
                holder[j] = Int16(count)
                found[count] = match
                count += 1
            } else if found[Int(holder[j])].closeness < match.closeness {
                found[Int(holder[j])] = match
            }
        }
    }

    private func unstretch(_ probe: PreparedTemplate.Lanes, _ reference: PreparedTemplate.Lanes) {
        for index in 0..<count {
            let (i, j) = (Int(found[index].probe), Int(found[index].reference))
            (anchorX[index], anchorY[index]) = (x[i], y[i])
            (errorX[index], errorY[index]) = (reference.x[j] - x[i], reference.y[j] - y[i])
        }
        match_warp(
            probe.lanes, x, y, Int32(count), anchorX, anchorY, errorX, errorY, parameters.warpReach,
            parameters.warpStiffness, sums)
    }
}
