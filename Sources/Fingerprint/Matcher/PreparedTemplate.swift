internal import CKernels
internal import Glibc
internal import Ground

/// A template made ready for comparison: places, directions and cylinder codes as structure of arrays.
///
/// Prepared once (about 0.1 ms), compared any number of times. About 100 bytes per minutia, wiped when let go.
/// Thread-safe: immutable.
public struct PreparedTemplate: Sendable {
    /// Minutiae.
    public let count: Int
    /// `count` rounded up to whole vectors of 16.
    let lanes: Int
    private let storage: WipingBytes

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
    /// Where padding lanes lie: out of reach of every minutia.
    private static let nowhere: Float = 1e6

    public init(_ template: Template) {
        let minutiae = template.minutiae
        // Upwards, so that counter-clockwise angles turn the usual way.
        let places = minutiae.map {
            CylinderCode.Place(x: Float($0.x), y: -Float($0.y), direction: $0.direction, weight: Self.weight(of: $0))
        }
        let lanes = (places.count + 15) / 16 * 16
        count = places.count
        self.lanes = lanes
        let words = Int(MATCH_WORDS)
        storage = WipingBytes(count: lanes * (8 * words + 4 * 6) + 8 * 4) { bytes in
            guard let base = UnsafeMutableRawPointer(bytes.baseAddress) else { return }
            let codes = base.bindMemory(to: UInt64.self, capacity: words * lanes)
            let floats = (base + 8 * words * lanes).bindMemory(to: Float.self, capacity: 6 * lanes + 8)
            for (index, place) in places.enumerated() {
                let bits = Self.coder.write(of: index, among: places, into: codes + index, stride: lanes)
                floats[index] = bits > 0 ? 1 / Float(bits).squareRoot() : 0
                floats[lanes + index] = place.x
                floats[2 * lanes + index] = place.y
                let angle = Float(place.direction) * 2 * .pi / 256
                floats[3 * lanes + index] = cosf(angle)
                floats[4 * lanes + index] = sinf(angle)
                floats[5 * lanes + index] = place.weight
            }
            for index in places.count..<lanes {
                floats[lanes + index] = Self.nowhere
                floats[2 * lanes + index] = Self.nowhere
            }
            let projections: [(Float, Float)] = [(1, 0), (0, 1), (1, 1), (1, -1)]
            for (index, (a, b)) in projections.enumerated() {
                let values = places.map { a * $0.x + b * $0.y }
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
