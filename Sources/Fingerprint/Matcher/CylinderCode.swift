internal import CKernels
internal import Glibc

/// Binary minutia cylinder codes: what the neighbourhood of a minutia looks like from its own place and direction.
///
/// Cappelli, Ferrara, Maltoni: Minutia Cylinder-Code, IEEE PAMI 32(12), 2010, in the binary form of section 4.4, on a
/// coarser grid so that a code is 480 bits and a pair of them is compared by eight population counts.
struct CylinderCode {
    typealias Parameters = MatcherParameters

    /// A minutia in pixels with y growing upwards.
    struct Place {
        var x, y: Float
        var direction: UInt8
        /// How sure the extractor was, 0…1.
        var weight: Float
    }

    /// The cells' centres in the minutia's own frame.
    private let cells: [(x: Float, y: Float)]
    private static let side = 2 * Parameters.cylinderRadius / Float(Parameters.cylinderCells)
    /// `directionWeights[turn]`: the weight of each section for a relative direction of `turn` / 256 of the full turn.
    private let directionWeights: [[Float]]

    init() {
        let radius = Parameters.cylinderRadius
        let centres: [Float] = (0..<Parameters.cylinderCells).map { (Float($0) + 0.5) * Self.side - radius }
        let square: [(x: Float, y: Float)] = centres.flatMap { y in centres.map { x in (x: x, y: y) } }
        cells = square.filter { $0.x * $0.x + $0.y * $0.y <= radius * radius }
        let sections = Parameters.cylinderSections
        let width = 2 * Float.pi / Float(sections)
        directionWeights = (0..<256).map { turn in
            (0..<sections).map { section in
                let angle = Float(turn) * 2 * .pi / 256 - (Float(section) + 0.5) * width
                let z = remainderf(angle, 2 * .pi) / Parameters.cylinderDirectionDeviation
                return expf(-z * z / 2)
            }
        }
        precondition(cells.count * sections <= 64 * Int(MATCH_WORDS), "a code fits its words")
    }

    /// Writes the code of minutia `own` into `words` and returns the number of bits set; 0 where its neighbourhood is
    /// too empty to say anything.
    ///
    /// - Parameters:
    ///   - places: all minutiae.
    ///   - words: `MATCH_WORDS` words, zero before, `stride` words apart.
    func write(
        of own: Int, among places: [Place], into words: UnsafeMutablePointer<UInt64>,
        stride: Int
    ) -> Int {
        let sections = Parameters.cylinderSections
        let deviation = Parameters.cylinderPlaceDeviation
        let reach = Parameters.cylinderRadius + 2 * deviation
        let angle = Float(places[own].direction) * 2 * .pi / 256
        let (cosine, sine) = (cosf(angle), sinf(angle))
        var sums = [Float](repeating: 0, count: cells.count * sections)
        var neighbours = 0
        for (index, place) in places.enumerated() where index != own {
            let (dx, dy) = (place.x - places[own].x, place.y - places[own].y)
            guard dx * dx + dy * dy <= reach * reach else { continue }
            neighbours += 1
            let (x, y) = (cosine * dx + sine * dy, cosine * dy - sine * dx)
            // The root: half sure of two neighbours is nearly as good as sure of one.
            let sureness = place.weight.squareRoot()
            let weights = directionWeights[Int(place.direction &- places[own].direction)]
            for (cell, centre) in cells.enumerated() {
                let square = (x - centre.x) * (x - centre.x) + (y - centre.y) * (y - centre.y)
                guard square < 9 * deviation * deviation else { continue }
                let weight = sureness * expf(-square / (2 * deviation * deviation))
                for section in 0..<sections { sums[cell * sections + section] += weight * weights[section] }
            }
        }
        guard neighbours >= Parameters.leastNeighbours else { return 0 }
        var count = 0
        for (bit, sum) in sums.enumerated() where sum > Parameters.cylinderThreshold {
            words[(bit >> 6) * stride] |= 1 << UInt64(bit & 63)
            count += 1
        }
        return count
    }
}
