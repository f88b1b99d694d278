public import Foundation
internal import Glibc

/// Bytes of fixed length that are overwritten when the last owner lets go: for prints, templates and keys.
///
/// This is the guarantee: what must not outlive its use lies in this type from where it comes in to where it goes out,
/// and its memory is cleared before it is given back. `wipe()` on an array or on data is for the copies that a library
/// insists on, between two `WipingBytes`: it clears that one buffer, so the value must have no second owner (the wiping
/// would be done to a copy) and must not have grown (what it outgrew is gone already). Behind both, as belt and braces
/// for what neither sees, the station's own `free` (`CWipingFree`) clears every piece of memory that is given back.
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

extension [UInt8] {
    /// Overwrites the bytes in place; for short-lived copies that a library insists on.
    public mutating func wipe() {
        withUnsafeMutableBytes { raw in
            if let base = raw.baseAddress { explicit_bzero(base, raw.count) }
        }
    }
}

extension Data {
    /// Overwrites the bytes in place; for short-lived copies that a library insists on.
    public mutating func wipe() { resetBytes(in: startIndex..<endIndex) }
}
