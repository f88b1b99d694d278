internal import Foundation
internal import Ground
internal import Synchronization

/// How far the centre's replies have been shown: an old one that is brought again must not stand over a newer one.
///
/// Thread-safe.
final class RepliesShown: Sendable {
    private struct Position: Codable { let after: Int }

    private let file: URL
    private let last: Mutex<Int>

    /// - Parameter file: where the position is kept; one that is missing counts as none, and so does one that is damaged,
    ///   which is set aside.
    init(_ file: URL) {
        self.file = file
        do throws(Fault) {
            last = Mutex(try WireJSON.load(Position.self, from: file, limit: 1024).after)
        } catch {
            last = Mutex(0)
            if error.code != .diskMissing { try? DurableFile.setAside(file, at: Timestamp(Date())) }
        }
    }

    /// Shows a reply, if it is newer than all that were shown, and remembers its number.
    ///
    /// - Throws: ``Fault`` `reply.old`; `disk.write` after it was shown: until the next start it is remembered all the same.
    func show(_ number: Int, _ show: () -> Void) throws(Fault) {
        try last.withLock { (last) throws(Fault) in
            guard number > last else {
                throw Fault(
                    .replyOld,
                    "reply \(number) came after reply \(last); one such is a repetition, many mean that the link is not to be trusted"
                )
            }
            last = number
            // Shown first: a power cut in between must not lose it.
            show()
            try DurableFile.write(try WireJSON.encode(Position(after: number)), to: file, permissions: 0o600)
        }
    }
}
