internal import Crypto
internal import Foundation
internal import Glibc
public import Ground
internal import Synchronization

/// A target on its way to the disk. Its name is made of the signed hash, so that what an interrupted download left is
/// only ever continued as the same file.
///
/// Thread-safe, for one writer at a time.
public final class PartialFile: Sendable {
    private struct Progress {
        var count: Int
        var check: TargetCheck
    }

    private let target: TargetFile
    private let url: URL
    private let descriptor: Int32
    private let progress: Mutex<Progress>

    /// Opens what is there already, or begins.
    ///
    /// - Parameter file: where the whole target is to be; the partial one lies in the same folder.
    /// - Throws: ``Fault`` `disk.full` where the rest would not fit, `disk.write`, `disk.read`.
    init(of target: TargetFile, beside file: URL) throws(Fault) {
        self.target = target
        url = Self.place(of: target, beside: file)
        var there = (try? DurableFile.size(of: url)) ?? 0
        if there > target.length {
            try DurableFile.remove(url)
            there = 0
        }
        try DiskSpace.require(target.length - there, for: url)
        var check = TargetCheck(target)
        if there > 0 {
            try DurableFile.read(url, from: 0) { (piece: UnsafeRawBufferPointer) throws(Fault) in check.update(piece) }
        }
        descriptor = try DurableFile.openAtEnd(url, permissions: 0o640)
        progress = Mutex(Progress(count: there, check: check))
    }

    deinit { close(descriptor) }

    static func place(of target: TargetFile, beside file: URL) -> URL {
        // Hashed once more: what metadata give as a hash is not yet known to be a file name.
        let signed = target.description.hashes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let name = Hex.encode(SHA256.hash(data: Data(signed.joined(separator: "\n").utf8)))
        return file.deletingLastPathComponent().appending(path: ".\(name).part", directoryHint: .notDirectory)
    }

    /// Bytes that are there already.
    public var count: Int { progress.withLock { $0.count } }

    /// The signed length in bytes.
    public var length: Int { target.length }

    /// Forgets what is there: the source could not continue it.
    public func restart() throws(Fault) {
        guard ftruncate(descriptor, 0) == 0 else { throw DurableFile.failure("empty", url.path) }
        progress.withLock { $0 = Progress(count: 0, check: TargetCheck(target)) }
    }

    /// - Throws: ``Fault`` `trust.tooLarge` when more comes than was signed for; `disk.write`, the bytes so far stay.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        guard count + bytes.count <= target.length else {
            try restart()
            throw Fault(.trustTooLarge, "\(target.path) goes on after its signed length; use another source")
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            guard written > 0 else { throw DurableFile.failure("write", url.path) }
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(written))
            progress.withLock { progress in
                progress.count += written
                progress.check.update(piece)
            }
            rest = rest.dropFirst(written)
        }
    }

    /// Puts the file in its place, if it is the one that was signed; if not, nothing of it is kept.
    func complete(as file: URL, onArrival: () throws(Fault) -> Void) throws(Fault) {
        do throws(Fault) { try progress.withLock { $0.check }.finish() } catch {
            // Cut off is not damaged: what is there will be continued.
            if count == target.length { try DurableFile.remove(url) }
            throw error
        }
        try onArrival()
        try DurableFile.move(url, to: file)
    }
}
