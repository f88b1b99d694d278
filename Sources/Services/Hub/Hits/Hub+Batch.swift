internal import CaseMessages
internal import Foundation
internal import Ground

extension Hub {
    /// Keeps what can be kept of a batch, each item once, however often and by whatever way it comes.
    ///
    /// - Parameter quota: how much is taken over the network; nil for what came by hand.
    /// - Returns: for each item, in the batch's order, its receipt or why there is none.
    /// - Throws: ``Fault`` `hub.quota`, `hub.quarantined`, `hub.database`: then none of them is kept.
    func receive(
        _ batch: ItemBatch, from device: UUIDv7, within quota: Quota? = nil
    ) async throws(Fault) -> [BatchAnswer.Outcome] {
        var arrivals: [ItemStore.Arrival] = []
        var objections: [Int: String] = [:]
        for (index, entry) in batch.entries.enumerated() {
            if let kind = ItemKind.allCases.dropFirst(Int(entry.priority)).first,
                entry.bytes.count <= DeviceRoutes.itemLimit
            {
                arrivals.append(.init(identifier: entry.identifier, kind: kind, body: entry.bytes))
            } else {
                objections[index] = "an item is a hit, a message or health, of \(DeviceRoutes.itemLimit) bytes at most"
            }
        }
        var results = try await keep(arrivals, from: device, within: quota).makeIterator()
        var outcomes: [BatchAnswer.Outcome] = []
        for (index, entry) in batch.entries.enumerated() {
            if let objection = objections[index] {
                outcomes.append(.init(item: entry.identifier, receipt: nil, refusal: objection))
                continue
            }
            switch results.next() {
            case .success(let kept)?:
                let receipt: Receipt = try WireJSON.decode(
                    from: kept.receipt, limit: Receipt.limit, naming: "the receipt of \(entry.identifier)")
                outcomes.append(.init(item: entry.identifier, receipt: receipt, refusal: nil))
            case .failure(let fault)?:
                outcomes.append(.init(item: entry.identifier, receipt: nil, refusal: fault.message))
            case nil: break
            }
        }
        return outcomes
    }

    private func keep(
        _ arrivals: [ItemStore.Arrival], from device: UUIDv7, within quota: Quota?
    ) async throws(Fault) -> [Result<(receipt: Data, reception: ItemStore.Reception), Fault>] {
        let now = now()
        do { return try await items.receive(arrivals, from: device, now: now, within: quota) } catch {
            if error.code == .hubQuota {
                let text = error.message
                try await store.transaction { _ = try AlarmBook.raise(.quota, text, of: device, at: now, in: $0) }
            }
            throw error
        }
    }
}
