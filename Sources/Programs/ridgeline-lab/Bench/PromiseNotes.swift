import Foundation
import Ground

/// Notes on a raw disk, one block of 4096 bytes after the other, each on the disk before ``note(_:)`` returns.
final class PromiseNotes {
    private static let block = 4096
    private let descriptor: CInt
    private let buffer: UnsafeMutableRawBufferPointer

    /// - Parameter offset: where the first note goes, in bytes.
    /// - Throws: ``Fault`` `disk.write`.
    init(_ path: String, at offset: Int) throws(Fault) {
        descriptor = open(path, O_WRONLY | O_DSYNC | O_CLOEXEC)
        guard descriptor >= 0, lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else {
            throw Fault(.diskWrite, "cannot open \(path); give a raw disk")
        }
        buffer = .allocate(byteCount: Self.block, alignment: Self.block)
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    func note(_ text: String) throws(Fault) {
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        buffer.copyBytes(from: Array((text + "\n").utf8))
        guard write(descriptor, buffer.baseAddress, Self.block) == Self.block else {
            throw Fault(.diskWrite, "cannot note a promise; make the disk larger")
        }
    }
}
