internal import Foundation
internal import Ground
internal import Synchronization

/// Whose lists were published when the repository was last read: every device asks for its keys again and again.
///
/// Thread-safe.
final class PublishedLists: Sendable {
    private let last = Mutex<(stamp: FileStamp, lists: Set<String>)?>(nil)

    /// - Parameter stamp: of the file that each publication replaces last.
    func lists(
        at stamp: FileStamp, else read: () throws(Fault) -> Set<String>
    ) throws(Fault) -> Set<String> {
        if let known = last.withLock({ $0 }), known.stamp == stamp { return known.lists }
        let lists = try read()
        last.withLock { $0 = (stamp, lists) }
        return lists
    }
}
