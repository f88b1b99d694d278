internal import CaseMessages
internal import Crypto
internal import Foundation
internal import Ground

extension Hub {
    /// Keeps what can be kept of a batch, each item once, however often and by whatever way it comes.
    ///
    /// - Parameter quota: how much is taken over the network; nil for what came by hand.
    /// - Returns: for each item, in the batch's order, its receipt or, signed too, why there is none.
    /// - Throws: ``Fault`` `hub.quota`, `hub.quarantined`, `hub.database`: then none of them is kept.
    func receive(
        _ batch: ItemBatch, from device: UUIDv7, within quota: Quota? = nil
    ) async throws(Fault) -> [BatchAnswer.Outcome] {
        let arrivals = batch.entries.map { entry in
            Result { () throws(Fault) in try ItemStore.Arrival(entry) }
        }
        let results = try await keep(arrivals, from: device, within: quota)
        let now = now()
        count(batch, results)
        return try zip(batch.entries, results).map { entry, result throws(Fault) in
            switch result {
            case .success(let kept):
                let receipt: Receipt = try WireJSON.decode(
                    from: kept.receipt, limit: Receipt.limit, naming: "the receipt of \(entry.identifier)")
                return BatchAnswer.Outcome(item: entry.identifier, receipt: receipt, refusal: nil)
            case .failure(let fault):
                let refusal = try ItemRefusal(
                    signing: entry.identifier, digest: Hex.encode(SHA256.hash(data: entry.bytes)),
                    reason: fault.message, refused: now, device: device.description, with: receiptKey)
                return BatchAnswer.Outcome(item: entry.identifier, receipt: nil, refusal: refusal)
            }
        }
    }

    private func count(
        _ batch: ItemBatch, _ results: [Result<(receipt: Data, reception: ItemStore.Reception), Fault>]
    ) {
        for (entry, result) in zip(batch.entries, results) {
            let outcome: HubMetrics.Outcome =
                switch result {
                case .success(let kept): kept.reception == .first ? .kept : .again
                case .failure: .refused
                }
            metrics.item(ItemKind(number: entry.kind), bytes: entry.bytes.count, outcome)
        }
    }

    private func keep(
        _ arrivals: [Result<ItemStore.Arrival, Fault>], from device: UUIDv7, within quota: Quota?
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

extension ItemStore.Arrival {
    /// - Throws: ``Fault`` `batch.invalid`, which concerns this item alone.
    fileprivate init(_ entry: ItemBatch.Entry) throws(Fault) {
        guard let kind = ItemKind(number: entry.kind), entry.bytes.count <= SealedItem.limit else {
            throw Fault(
                .batchInvalid,
                "an item is a hit, a message, health or an attachment, of \(SealedItem.limit) bytes at most")
        }
        self.init(identifier: entry.identifier, kind: kind, body: entry.bytes)
    }
}
