internal import CKernels
internal import Glibc
internal import Ground

/// A template made ready for comparison: places, directions and cylinder codes as structure of arrays.
///
/// Prepared once, compared any number of times (docs/recognition.md says how fast). Wiped when let go. Thread-safe:
/// immutable.
public struct PreparedTemplate: Sendable {
    /// Minutiae.
    public let count: Int
    /// `count` rounded up to whole vectors of 16.
    let lanes: Int
    private let storage: WipingBytes
    /// Bytes of memory: 88 for each lane.
    public var size: Int { storage.count }

    /// The arrays inside the storage, valid while it lives; each has `lanes` entries.
    struct Lanes {
        let count: Int32
        let lanes: Int32
        let codes: UnsafePointer<UInt64>
        let inverseNorms, x, y, cosine, sine: UnsafePointer<Float>
        /// How much each minutia counts, 0…1: the surer the extractor was of it, the more.
        let weight: UnsafePointer<Float>
        /// Bounds of x, y, x + y, x − y over all minutiae, each as least, greatest.
        let bounds: UnsafePointer<Float>
    }

    private static let coder = CylinderCode()
    /// Of each direction, in 256ths of a turn.
    private static let unitVectors = (0..<256).map { turn in
        let angle = Float(turn) * 2 * .pi / 256
        return (cosine: cosf(angle), sine: sinf(angle))
    }
    /// Where padding lanes lie: out of reach of every minutia.
    private static let nowhere: Float = 1e6

    public init(_ template: Template) {
        let minutiae = template.minutiae
        let lanes = (minutiae.count + 15) / 16 * 16
        count = minutiae.count
        self.lanes = lanes
        let words = Int(MATCH_WORDS)
        storage = WipingBytes(count: lanes * (8 * words + 4 * 6) + 8 * 4) { bytes in
            guard let base = UnsafeMutableRawPointer(bytes.baseAddress) else { return }
            let codes = base.bindMemory(to: UInt64.self, capacity: words * lanes)
            let floats = (base + 8 * words * lanes).bindMemory(to: Float.self, capacity: 6 * lanes + 8)
            let (x, y, weights) = (floats + lanes, floats + 2 * lanes, floats + 5 * lanes)
            for (index, minutia) in minutiae.enumerated() {
                // Upwards, so that counter-clockwise angles turn the usual way.
                (x[index], y[index]) = (Float(minutia.x), -Float(minutia.y))
                let (cosine, sine) = Self.unitVectors[Int(minutia.direction)]
                (floats[3 * lanes + index], floats[4 * lanes + index]) = (cosine, sine)
                weights[index] = Self.weight(of: minutia)
            }
            Self.coder.write(
                count: minutiae.count, lanes: lanes, x: x, y: y, cosine: floats + 3 * lanes, sine: floats + 4 * lanes,
                rootWeights: minutiae.indices.map { weights[$0].squareRoot() }, directions: minutiae.map(\.direction),
                to: codes, inverseNorms: floats)
            for index in minutiae.count..<lanes { (x[index], y[index]) = (Self.nowhere, Self.nowhere) }
            let projections: [(Float, Float)] = [(1, 0), (0, 1), (1, 1), (1, -1)]
            for (index, (a, b)) in projections.enumerated() {
                let values = minutiae.indices.lazy.map { a * x[$0] + b * y[$0] }
                floats[6 * lanes + 2 * index] = values.min() ?? 0
                floats[6 * lanes + 2 * index + 1] = values.max() ?? 0
            }
        }
    }

    /// What `body` makes of the arrays, which are valid only within it.
    func withLanes<R>(_ body: (Lanes) -> R?) -> R? {
        storage.withBytes { bytes -> R? in
            guard let base = UnsafeRawPointer(bytes.baseAddress) else { return nil }
            let words = Int(MATCH_WORDS) * lanes
            let codes = base.assumingMemoryBound(to: UInt64.self)
            let floats = (base + 8 * words).assumingMemoryBound(to: Float.self)
            return body(
                Lanes(
                    count: Int32(count), lanes: Int32(lanes), codes: codes, inverseNorms: floats, x: floats + lanes,
                    y: floats + 2 * lanes, cosine: floats + 3 * lanes, sine: floats + 4 * lanes,
                    weight: floats + 5 * lanes, bounds: floats + 6 * lanes))
        }
    }

    private static func weight(of minutia: Minutia) -> Float {
        minutia.quality > 0 ? Float(minutia.quality) / 100 : MatcherParameters.unknownWeight
    }
}
