internal import Crypto
public import Foundation
public import Ground

/// Checks the bytes of a target as they go by, so that a large one never lies in memory.
public struct TargetCheck: Sendable {
    private let target: TargetFile
    private var count = 0
    private var sha256: SHA256?
    private var sha512: SHA512?

    public init(_ target: TargetFile) {
        self.target = target
        if target.description.hashes["sha256"] != nil { sha256 = SHA256() }
        if target.description.hashes["sha512"] != nil { sha512 = SHA512() }
    }

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        count += bytes.count
        sha256?.update(bufferPointer: bytes)
        sha512?.update(bufferPointer: bytes)
    }

    /// - Throws: ``Fault`` `trust.mismatch` unless the bytes were those that a trusted role has signed for;
    ///   `trust.malformed` where no hash can tell.
    public func finish() throws(Fault) {
        try target.requireHash()
        var hashes: [String: String] = [:]
        if let sha256 { hashes["sha256"] = Hex.encode(sha256.finalize()) }
        if let sha512 { hashes["sha512"] = Hex.encode(sha512.finalize()) }
        guard count == target.length, hashes == target.description.hashes.mapValues({ $0.lowercased() }) else {
            throw Fault(
                .trustMismatch,
                "\(target.path) has another \(count == target.length ? "hash" : "length") than was signed; fetch it again "
                    + "or from another source")
        }
    }
}

extension TargetFile {
    /// Whether the file there already has the signed length and hashes.
    public func isAlready(at file: URL) -> Bool {
        var check = TargetCheck(self)
        do throws(Fault) {
            guard try DurableFile.size(of: file) == length else { return false }
            try DurableFile.read(file, from: 0) { (piece: UnsafeRawBufferPointer) throws(Fault) in check.update(piece) }
            try check.finish()
            return true
        } catch { return false }
    }
}
