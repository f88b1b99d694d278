internal import Foundation
internal import Ground
internal import TrustedUpdate

/// The bytes of a list file, from memory or from the disk, handed out in order.
final class ListInput {
    private let handle: FileHandle?
    private var buffer: Data
    /// Nil for a file of our own.
    private var check: TargetCheck?

    init(_ data: Data) {
        handle = nil
        buffer = data
    }

    /// - Parameter signed: what the file is said to be; ``finish()`` tells whether it was.
    /// - Throws: ``Fault`` `disk.missing`, `disk.read`.
    init(file: URL, check signed: TargetFile? = nil) throws(Fault) {
        check = signed.map(TargetCheck.init)
        // The link may have put anything in its place.
        do { handle = FileHandle(fileDescriptor: try DurableFile.openToRead(file), closeOnDealloc: true) } catch {
            throw Fault(
                error.code,
                "the list file \(file.lastPathComponent) is not there to be read; the link is asked for it again, and where "
                    + "it stays so its journal says why: most often the disk has no room, which ridgeline self-test shows",
                cause: error)
        }
        buffer = Data()
    }

    /// Exactly `count` bytes.
    ///
    /// - Throws: ``Fault`` `list.malformed` where the file ends before, `disk.read`.
    func read(_ count: Int) throws(Fault) -> [UInt8] {
        if buffer.count < count { try fill(atLeast: count) }
        guard buffer.count >= count else {
            throw Fault(.listMalformed, "the list file is cut off; fetch it again")
        }
        defer { buffer = buffer.dropFirst(count) }
        return Array(buffer.prefix(count))
    }

    /// - Throws: ``Fault`` `trust.mismatch` unless everything was read and is what was signed.
    func finish() throws(Fault) { try check?.finish() }

    /// - Throws: ``Fault`` `disk.read`.
    func isAtEnd() throws(Fault) -> Bool {
        if buffer.isEmpty { try fill(atLeast: 1) }
        return buffer.isEmpty
    }

    private func fill(atLeast count: Int) throws(Fault) {
        guard let handle else { return }
        var grown = Data(buffer)
        do {
            while grown.count < count, let more = try handle.read(upToCount: max(count, 256 << 10)), !more.isEmpty {
                more.withUnsafeBytes { check?.update($0) }
                grown += more
            }
        } catch { throw Fault(.diskRead, "a list file cannot be read; check the disk", cause: error) }
        buffer = grown
    }
}
