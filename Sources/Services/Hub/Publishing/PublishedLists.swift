internal import Foundation
internal import Ground
internal import ListFiles
internal import Synchronization
internal import TrustedUpdate
internal import Watchlist

/// What of lists was published when the repository was last read: every device asks for its keys again and again.
///
/// Thread-safe.
final class PublishedLists: Sendable {
    /// One reading of the repository.
    struct Reading: Sendable {
        let stamp: FileStamp
        let lists: Set<String>
        /// By owner.
        let files: [String: [(file: TargetFile, place: URL)]]
        /// By owner: of which keys it was found out whether they open what is published, and what is wrong with them.
        fileprivate var proofs: [String: (keys: Data, fault: Fault?)] = [:]
    }

    private let last = Mutex<Reading?>(nil)

    /// What is published now.
    ///
    /// - Throws: ``Fault`` `disk.missing`, `disk.read`, `trust.*` where it cannot be told.
    func read(_ repository: URL) throws(Fault) -> Reading {
        do { return try known(repository) } catch {
            throw error.atTheHub("what is published in \(repository.path)")
        }
    }

    private func known(_ repository: URL) throws(Fault) -> Reading {
        // Each publication replaces it last.
        let stamp = try FileStamp(of: repository.appending(path: "metadata/timestamp.json"))
        if let known = last.withLock({ $0 }), known.stamp == stamp { return known }
        let parts = try PublishedParts(in: repository)
        let files = Dictionary(grouping: try parts.targets()) { ListOffers.owner(of: $0.file.path) }
        let reading = Reading(stamp: stamp, lists: parts.delegated, files: files)
        last.withLock { $0 = reading }
        return reading
    }

    /// The same, or what was last read where that cannot be told; nil where nothing ever was.
    func readOrLast(_ repository: URL) -> Reading? { (try? read(repository)) ?? last.withLock { $0 } }

    /// What keeps a list's keys from opening what is published of it; nil where nothing is known to.
    ///
    /// - Parameters:
    ///   - keys: those of the list that are here.
    ///   - digest: tells these keys from others.
    func trouble(of list: String, _ keys: [ListKey], digest: Data, in reading: Reading) -> Fault? {
        let known = last.withLock { $0?.stamp == reading.stamp ? $0?.proofs[list] : nil }
        if let known, known.keys == digest { return known.fault }
        var trouble: Fault?
        do { try ListKeyProof.check(keys, files: reading.files[list] ?? []) } catch { trouble = error }
        last.withLock { last in
            if last?.stamp == reading.stamp { last?.proofs[list] = (digest, trouble) }
        }
        return trouble
    }
}
