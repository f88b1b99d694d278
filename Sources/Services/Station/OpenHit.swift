internal import CaseMessages
public import Foundation
internal import Ground
internal import Outbox

/// What the centre is to hear where an encounter of which it has an early hit is never finished: that it was interrupted, and what
/// is missing. Sealed for the centre when that hit is queued, and kept apart from the outbox until the encounter has ended.
///
/// The hit that ends the encounter has the same identifier, so that the centre never keeps both. Thread-safe: a value.
public struct OpenHit: Sendable {
    private struct Kept: Codable {
        let identifier: UUIDv7
        let created: Timestamp
        let bytes: Data
    }

    /// Bytes of the file, at most.
    private static let limit = 2 * SealedItem.limit

    private let file: URL

    public init(_ file: URL) { self.file = file }

    /// - Throws: ``Fault`` `disk.…`.
    func keep(_ item: SealedItem) throws(Fault) {
        let kept = Kept(identifier: item.identifier, created: item.created, bytes: item.bytes)
        try DurableFile.write(try WireJSON.encode(kept), to: file)
    }

    /// - Throws: ``Fault`` `disk.…`.
    func clear() throws(Fault) { try DurableFile.remove(file) }

    /// Queues what an earlier run of the station has left: it was ended in the middle of an encounter.
    ///
    /// - Throws: ``Fault`` of file or outbox; what was left stays then.
    func send(to outbox: Outbox) async throws(Fault) {
        let data: Data
        do throws(Fault) { data = try DurableFile.read(file, limit: Self.limit) } catch {
            if error.code == .diskMissing { return }
            throw error
        }
        // What is damaged says nothing that anybody could send.
        if let kept = try? JSONDecoder().decode(Kept.self, from: data) {
            let item = SealedItem(identifier: kept.identifier, kind: .hit, created: kept.created, bytes: kept.bytes)
            do throws(Fault) { try await outbox.enqueue(item) } catch {
                // The hit that ended the encounter lies there already.
                if error.code != .outboxDuplicate { throw error }
            }
        }
        try clear()
    }
}
