internal import CKernels
internal import Fingerprint

extension FuzzTarget {
    /// The weights of the minutiae network: as a whole file, and written over a part of the right ones.
    static let network = FuzzTarget("network") { bytes in
        _ = bytes.withUnsafeBytes { try? MinutiaeNetwork($0) }
        guard bytes.count > 4 else { return }
        var count: Int64 = 0
        var weights = Array(UnsafeBufferPointer(start: minutiae_network(&count), count: Int(count)))
        let at = bytes[..<4].reduce(0) { $0 << 8 | Int($1) } % weights.count
        for (index, byte) in bytes[4...].enumerated() where at + index < weights.count { weights[at + index] = byte }
        _ = weights.withUnsafeBytes { try? MinutiaeNetwork($0) }
    }
}
