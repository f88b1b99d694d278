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

    /// The table of some of these rows, in their order, and new ones after them.
    public func keeping(_ rows: [Int], adding more: [Embedding]) -> EmbeddingTable {
        EmbeddingTable(
            count: rows.count + more.count,
            storage: WipingBytes(count: (rows.count + more.count) * Embedding.dimensions) { table in
                func put(_ bytes: UnsafeBufferPointer<UInt8>, at row: Int) {
                    let target = table[row * Embedding.dimensions..<(row + 1) * Embedding.dimensions]
                    _ = UnsafeMutableBufferPointer(rebasing: target).update(fromContentsOf: bytes)
                }
                storage.withBytes { old in
                    for (row, from) in rows.enumerated() {
                        let place = from * Embedding.dimensions
                        put(UnsafeBufferPointer(rebasing: old[place..<place + Embedding.dimensions]), at: row)
                    }
                }
                for (row, embedding) in more.enumerated() {
                    embedding.storage.withBytes { put($0, at: rows.count + row) }
                }
            })
    }

    private init(count: Int, storage: WipingBytes) {
        self.count = count
        self.storage = storage
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
