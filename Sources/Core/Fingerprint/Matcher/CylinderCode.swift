internal import CKernels
internal import Glibc

/// Binary minutia cylinder codes: what the neighbourhood of a minutia looks like from its own place and direction.
///
/// Cappelli, Ferrara, Maltoni: Minutia Cylinder-Code, IEEE PAMI 32(12), 2010, in the binary form of section 4.4, on a
/// coarser grid so that a code is 480 bits and a pair of them is compared by eight population counts. Each neighbour
/// counts by the root of how sure the extractor was of it: half sure of two is nearly as good as sure of one.
///
/// Thread-safe: immutable.
struct CylinderCode {
    typealias Parameters = MatcherParameters

    private static let cell = 2 * Parameters.cylinderRadius / Float(MATCH_CYLINDER_CELLS)
    private static let steps = Int(MATCH_PLACE_STEPS)

    /// For each place within a cell, what a neighbour there gives to the cells at -1, 0, 1 and 2 from it, along one axis.
    private let place: [Float]
    /// For each relative direction in 256ths of a turn, what it gives to each section; two of eight are not used.
    private let directions: [Float]
    /// The cells whose centres lie in the circle.
    private let circle: [UInt8]

    init() {
        let deviation = Parameters.cylinderPlaceDeviation / Self.cell
        place = (0..<4 * Self.steps).map { entry in
            let within = (Float(entry / 4) + 0.5) / Float(Self.steps)
            let distance = Float(entry % 4 - 1) - within
            return expf(-distance * distance / (2 * deviation * deviation))
        }
        let sections = Int(MATCH_SECTIONS)
        let width = 2 * Float.pi / Float(sections)
        directions = (0..<256 * 8).map { entry in
            guard entry % 8 < sections else { return 0 }
            let angle = Float(entry / 8) * 2 * .pi / 256 - (Float(entry % 8) + 0.5) * width
            let z = remainderf(angle, 2 * .pi) / Parameters.cylinderDirectionDeviation
            return expf(-z * z / 2)
        }
        let across = Int(MATCH_CYLINDER_CELLS)
        let middle = Float(across - 1) / 2
        circle = (0..<across * across).filter { cell in
            let (x, y) = (Float(cell % across) - middle, Float(cell / across) - middle)
            return (x * x + y * y) * Self.cell * Self.cell <= Parameters.cylinderRadius * Parameters.cylinderRadius
        }.map(UInt8.init)
        precondition(TemplateLayout.mostMinutiae <= MATCH_MINUTIAE, "the kernel has room for every minutia")
        precondition(circle.count == MATCH_CELLS, "the circle's cells fill a code")
        precondition(
            Parameters.cylinderReach < Parameters.cylinderRadius + 2 * Self.cell, "the kernel's border is wide enough")
    }

    /// Writes the codes of all minutiae, whose arrays are `lanes` entries each.
    ///
    /// - Parameters:
    ///   - directions: in 256ths of a turn.
    ///   - rootWeights: the root of how sure the extractor was, 0…1.
    ///   - inverseNorms: 1 / root of the bits set; 0 where a neighbourhood is too empty to say anything.
    func write(
        count: Int, lanes: Int, x: UnsafePointer<Float>, y: UnsafePointer<Float>, cosine: UnsafePointer<Float>,
        sine: UnsafePointer<Float>, rootWeights: [Float], directions turns: [UInt8],
        to codes: UnsafeMutablePointer<UInt64>, inverseNorms: UnsafeMutablePointer<Float>
    ) {
        place.withUnsafeBufferPointer { place in
            directions.withUnsafeBufferPointer { directions in
                circle.withUnsafeBufferPointer { circle in
                    var tables = match_cylinder_tables(
                        cell: Self.cell, reach: Parameters.cylinderReach, least: Parameters.cylinderLeastPlace,
                        threshold: Parameters.cylinderThreshold, leastNeighbours: Int32(Parameters.leastNeighbours),
                        place: place.baseAddress, directions: directions.baseAddress, circle: circle.baseAddress)
                    match_cylinders(
                        &tables, Int32(count), Int32(lanes), x, y, cosine, sine, rootWeights, turns, codes, inverseNorms
                    )
                }
            }
        }
    }
}
