internal import CKernels
internal import Foundation
internal import Ground

/// The embeddings of a gallery, one after another in memory, for one pass with a probe.
///
/// Wiped when let go. Thread-safe: immutable.
public struct EmbeddingTable: Sendable {
    public let count: Int
    private let storage: WipingBytes

    public init(_ embeddings: [Embedding]) {
        count = embeddings.count
        storage = WipingBytes(count: embeddings.count * Embedding.dimensions) { table in
            for (row, embedding) in embeddings.enumerated() {
                embedding.storage.withBytes { bytes in
                    let target = table[row * Embedding.dimensions..<(row + 1) * Embedding.dimensions]
                    _ = UnsafeMutableBufferPointer(rebasing: target).update(fromContentsOf: bytes)
                }
            }
        }
    }

    /// The rows most like the probe, best first; equal ones in the order of their rows.
    ///
    /// - Parameter limit: how many at most.
    public func nearest(to probe: Embedding, limit: Int) -> [Int] {
        // All embeddings are of one length, so that dot products order as cosines do.
        let products = products(with: probe)
        return products.indices.sorted { (products[$0], $1) > (products[$1], $0) }.prefix(limit).map { $0 }
    }

    private func products(with probe: Embedding) -> [Int32] {
        [Int32](unsafeUninitializedCapacity: count) { result, filled in
            filled = count
            storage.withBytes { table in
                guard let rows = UnsafeRawPointer(table.baseAddress), let sums = result.baseAddress else { return }
                _ = probe.withVector { vector in
                    dots_i8(
                        Int64(count), Int64(Embedding.dimensions), rows.assumingMemoryBound(to: Int8.self), vector, sums
                    )
                }
            }
        }
    }
}
