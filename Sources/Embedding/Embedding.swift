internal import CKernels
public import Fingerprint
internal import Foundation
internal import Ground

/// A template as a vector of fixed length: close vectors are likely to be the same finger, at the price of one dot
/// product instead of a comparison. For shortlists only; a decision needs the matcher.
///
/// Wiped when let go. Thread-safe: immutable.
public struct Embedding: Sendable {
    /// Bytes: the half of ``PairHistogram`` that its symmetry leaves over.
    public static let dimensions = PairHistogram.rings * PairHistogram.sectors * (PairHistogram.sectors + 1) / 2

    let storage: WipingBytes

    /// About 0.2 ms for 50 minutiae.
    public init(_ template: Template) {
        let vector = Self.vector(PairHistogram(template.minutiae))
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        // No entry of a real template comes near a fifth of the length, so this uses the eight bits well.
        let scale = length > 0 ? 127 * 5 / length : 0
        storage = WipingBytes(vector.map { UInt8(bitPattern: Int8(max(-127, min(127, ($0 * scale).rounded())))) })
    }

    /// Cosine of the angle between the two vectors: 1 for equal ones, about 0 for different fingers.
    public func similarity(to other: Embedding) -> Double {
        let product = dot(other)
        let lengths = (Double(dot(self)) * Double(other.dot(other))).squareRoot()
        return lengths > 0 ? Double(product) / lengths : 0
    }

    private func dot(_ other: Embedding) -> Int32 {
        var sum: Int32 = 0
        withVector { a in other.withVector { b in dots_i8(1, Int64(Self.dimensions), a, b, &sum) } }
        return sum
    }

    func withVector<R>(_ body: (UnsafePointer<Int8>) -> R) -> R? {
        storage.withBytes { bytes in
            UnsafeRawPointer(bytes.baseAddress).map { body($0.assumingMemoryBound(to: Int8.self)) }
        }
    }

    /// Square roots (so that dense places do not rule), less what all fingers have in common, each pair of bins once.
    private static func vector(_ histogram: PairHistogram) -> [Float] {
        let sectors = PairHistogram.sectors
        let counts = histogram.counts.map { $0.squareRoot() }
        var vector: [Float] = []
        vector.reserveCapacity(dimensions)
        for ring in 0..<PairHistogram.rings {
            let base = ring * sectors * sectors
            // Ridges close to each other are nearly parallel on every finger: the mean over all pairs that enclose the
            // same angle says nothing about this one.
            let means = (0..<sectors).map { turn in
                (0..<sectors).reduce(0) { $0 + counts[base + $1 * sectors + ($1 + turn) % sectors] } / Float(sectors)
            }
            for a in 0..<sectors {
                for b in a..<sectors {
                    let own = counts[base + a * sectors + b] - means[b - a]
                    vector.append(a == b ? own : own * Float(2).squareRoot())
                }
            }
        }
        return vector
    }
}
