internal import CaseMessages
public import Foundation
internal import Ground
public import Logging
public import Outbox

/// What the centre is to hear where an encounter of which it has an early hit is never finished: that it was interrupted, and what
/// is missing. Sealed for the centre when that hit is queued, and kept apart from the outbox until the encounter has ended.
///
/// The hit that ends the encounter has the same identifier, so that the centre never keeps both. What fails here may not cost the
/// hit: it is said in the journal. A file that is damaged is set aside (``SetAside``). Thread-safe: a value.
public struct OpenHit: Sendable {
    private struct Kept: Codable {
        let identifier: UUIDv7
        let created: Timestamp
        let bytes: Data
    }

    /// Bytes of the file, at most.
    private static let limit = 2 * SealedItem.limit

    private let file: URL
    private let outbox: Outbox
    private let logger: Logger

    public init(_ file: URL, outbox: Outbox, logger: Logger) {
        (self.file, self.outbox, self.logger) = (file, outbox, logger)
    }

    /// Keeps what is to be said if nothing follows. What could not be queued of an earlier encounter is queued first.
    func keep(_ seal: () throws(Fault) -> SealedItem) async {
        do throws(Fault) {
            let item = try seal()
            if let left = left(), left.identifier != item.identifier { try await queue(left) }
            let kept = Kept(identifier: item.identifier, created: item.created, bytes: item.bytes)
            try DurableFile.write(try WireJSON.encode(kept), to: file)
        } catch { logger.error("what ends an open hit could not be kept", metadata: ["fault": "\(error)"]) }
    }

    /// The hit of this identifier was queued.
    func clear(_ identifier: UUIDv7) {
        guard left()?.identifier == identifier else { return }
        do throws(Fault) { try DurableFile.remove(file) } catch {
            logger.error("what ends an open hit could not be removed", metadata: ["fault": "\(error)"])
        }
    }

    /// Queues what an earlier run of the station has left, as it was ended in the middle of an encounter; it stays where that fails.
    /// To be called before receipts are taken: what ended the encounter may lie in the outbox already, and still must.
    public func sendInterrupted() async {
        guard let left = left() else { return }
        do throws(Fault) {
            try await queue(left)
            try DurableFile.remove(file)
        } catch { logger.critical("interrupted hit could not be queued", metadata: ["fault": "\(error)"]) }
    }

    private func queue(_ left: SealedItem) async throws(Fault) {
        do throws(Fault) { try await outbox.enqueue(left) } catch {
            // The hit that ended the encounter lies there already.
            if error.code != .outboxDuplicate { throw error }
        }
    }

    /// nil where nothing is kept, or what was is damaged.
    private func left() -> SealedItem? {
        do throws(Fault) {
            let kept: Kept = try WireJSON.load(from: file, limit: Self.limit)
            return SealedItem(identifier: kept.identifier, kind: .hit, created: kept.created, bytes: kept.bytes)
        } catch {
            if error.code != .diskMissing { setAside(error) }
            return nil
        }
    }

    private func setAside(_ damage: Fault) {
        logger.critical("open hit set aside", metadata: ["fault": "\(damage)"])
        do throws(Fault) { try DurableFile.setAside(file, at: Timestamp(Date())) } catch {
            logger.critical("open hit cannot be set aside", metadata: ["fault": "\(error)"])
        }
    }
}
