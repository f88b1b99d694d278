internal import Glibc

/// Bytes of fixed length that are overwritten when the last owner lets go: for prints, templates and keys.
///
/// Thread-safety: immutable after initialisation, so it may be shared freely.
public final class WipingBytes: @unchecked Sendable {
    private let storage: UnsafeMutableBufferPointer<UInt8>

    /// Makes `count` bytes and lets `fill` write them; they are zero before.
    public init(count: Int, _ fill: (UnsafeMutableBufferPointer<UInt8>) throws -> Void) rethrows {
        storage = .allocate(capacity: count)
        storage.initialize(repeating: 0)
        do { try fill(storage) } catch {
            Self.wipe(storage)
            storage.deallocate()
            throw error
        }
    }

    public convenience init(_ bytes: some Collection<UInt8>) {
        self.init(count: bytes.count) { target in _ = target.update(fromContentsOf: bytes) }
    }

    deinit {
        Self.wipe(storage)
        storage.deallocate()
    }

    public var count: Int { storage.count }

    /// The bytes, valid only within `body`.
    public func withBytes<R, E: Error>(_ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R) throws(E) -> R {
        try body(UnsafeBufferPointer(storage))
    }

    private static func wipe(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
        if let base = bytes.baseAddress { explicit_bzero(base, bytes.count) }
    }
}

/// Overwrites a byte array in place; for short-lived copies that a library insists on.
public func wipe(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { raw in
        if let base = raw.baseAddress { explicit_bzero(base, raw.count) }
    }
}
