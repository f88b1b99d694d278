internal import CaseMessages
internal import Crypto
internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Logging
internal import Outbox

/// Carries sealed items to the hub and its receipts back; the station erases.
///
/// Items go in batches over one connection. An item is uploaded until its receipt lies in `receipts/`; the hub keeps it
/// once, however often it comes. An item that the hub does not take waits longer and longer, and lets the others pass.
actor Uploader {
    private static let batchBytes = ItemBatch.limit - 64

    private static let mostUnhanded = 1000

    private struct Held {
        var until: Duration
        var backoff = BackOff(first: .seconds(5), limit: .seconds(3600))
    }

    private let state: LinkState
    private let hub: HubConnection
    private let time: LinkTime
    private let metrics: LinkMetrics
    private let logger: Logger
    private var reader: OutboxReader?
    private var held: [UUIDv7: Held] = [:]
    /// When the station was last told that an item is not taken.
    private var told: [UUIDv7: Duration] = [:]
    /// What could not be left for the station yet.
    private var unhanded: [ReceiptBundle] = []
    /// Which receipts lie in which file of `receipts/`.
    private var bundles: [String: Set<UUIDv7>] = [:]

    init(
        state: LinkState, hub: HubConnection, time: LinkTime, metrics: LinkMetrics = LinkMetrics(), logger: Logger
    ) {
        self.state = state
        self.hub = hub
        self.time = time
        self.metrics = metrics
        self.logger = logger
    }

    /// How full the outbox is; nil while the station has not made one.
    func status() throws(Fault) -> OutboxStatus? { try outbox()?.status() }

    /// Uploads everything that may be uploaded now.
    ///
    /// - Throws: ``Fault`` `hub.unreachable`, `hub.untrusted`, `hub.refused`, `hub.busy`, or of the outbox and disk.
    func round() async throws(Fault) {
        guard let outbox = try outbox() else { return }
        try? handOver()
        while !Task.isCancelled {
            let ready = try next(in: outbox)
            // A folder that takes no receipts keeps no hit here.
            if ready.isEmpty { return try handOver() }
            var batch: [SealedItem] = []
            var bytes = 0
            for identifier in ready {
                guard let item = try outbox.item(identifier) else { continue }
                bytes += item.bytes.count + ItemBatch.overhead
                // The rest goes with the next batch, unless something more urgent has come meanwhile.
                // A piece of an attachment goes alone: no hit that comes now waits for more than one of them.
                if !batch.isEmpty, bytes > Self.batchBytes || item.kind == .attachment { break }
                batch.append(item)
                if item.kind == .attachment { break }
            }
            if !batch.isEmpty { try await upload(batch) }
        }
    }

    private func outbox() throws(Fault) -> OutboxReader? {
        if let reader, reader.isInPlace { return reader }
        reader = nil
        do { reader = try OutboxReader(state.outbox) } catch  where error.code == .outboxMissing { return nil }
        return reader
    }

    /// The most urgent items that are neither held back nor wait for the station to erase them.
    private func next(in outbox: OutboxReader) throws(Fault) -> [UUIDv7] {
        let receipted = try receipted()
        let now = time.uptime()
        let waiting = try outbox.waiting(limit: ItemBatch.items + held.count + receipted.count)
        let present = Set(waiting)
        held = held.filter { present.contains($0.key) || $0.value.until > now }
        let free = waiting.filter { !receipted.contains($0) && (held[$0]?.until ?? .zero) <= now }
        return Array(free.prefix(ItemBatch.items))
    }

    /// Items whose receipts wait for the station: after a restart they need not be uploaded again.
    private func receipted() throws(Fault) -> Set<UUIDv7> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: state.receipts.path)) ?? []
        let present = names.filter { $0.hasSuffix(".json") }
        bundles = bundles.filter { present.contains($0.key) }
        for name in present where bundles[name] == nil {
            let file = state.receipts.appending(path: name)
            let bundle = try? WireJSON.load(ReceiptBundle.self, from: file, limit: ReceiptBundle.limit)
            bundles[name] = Set(bundle?.receipts.map(\.item) ?? [])
        }
        return bundles.values.reduce(into: Set(unhanded.flatMap { $0.receipts.map(\.item) })) { $0.formUnion($1) }
    }

    private func upload(_ batch: [SealedItem]) async throws(Fault) {
        let body = ItemBatch(batch.map(ItemBatch.Entry.init))
        let answer = try await hub.send(
            .post, "/v1/items", headers: [("Content-Type", "application/octet-stream")], body: body.encoded(),
            limit: BatchAnswer.limit)
        metrics.uploaded(items: batch.count, bytes: batch.reduce(0) { $0 + $1.bytes.count })
        guard answer.status == 200 else {
            let refusal = answer.refusal(of: "a batch of \(batch.count) items")
            guard refusal.code == .hubAnswer else { throw refusal }
            for item in batch { holdBack(item, refusal) }
            return
        }
        let outcomes: BatchAnswer
        do throws(Fault) {
            outcomes = try WireJSON.decode(from: answer.body, limit: BatchAnswer.limit, naming: "the hub's answer")
        } catch {
            for item in batch { holdBack(item, error) }
            return
        }
        try keep(outcomes, for: batch)
    }

    /// Hands receipts and refusals to the station; only the station can tell that the hub signed them.
    private func keep(_ answer: BatchAnswer, for batch: [SealedItem]) throws(Fault) {
        let outcomes = Dictionary(answer.items.map { ($0.item, $0) }) { first, _ in first }
        var receipts: [Receipt] = []
        var refusals: [ItemRefusal] = []
        for item in batch {
            let outcome = outcomes[item.identifier]
            if let receipt = outcome?.receipt, receipt.digest == Hex.encode(SHA256.hash(data: item.bytes)) {
                receipts.append(receipt)
            } else if let refusal = outcome?.refusal {
                refusals.append(refusal)
                let line = HubAnswer.line(refusal.reason)
                holdBack(item, Fault(.hubAnswer, "the hub does not take it: \(line); ask the hub's operator"))
            } else {
                holdBack(item, Fault(.receiptInvalid, "the hub's receipt is not for this item; it is uploaded again"))
            }
        }
        metrics.received(receipts: receipts.count)
        note(receipts, refusals)
        try? handOver()
        for receipt in receipts {
            logger.info("uploaded", metadata: ["item": "\(receipt.item)"])
            // Also held for a while: a receipt that the station refuses must not be fetched in a tight loop.
            hold(receipt.item)
        }
    }

    /// What there is to leave for the station: receipts, and what is not taken; of one item the latter at most once an hour.
    private func note(_ receipts: [Receipt], _ refusals: [ItemRefusal]) {
        let now = time.uptime()
        told = told.filter { now - $0.value < .seconds(3600) }
        let news = refusals.filter { told[$0.item] == nil }
        for refusal in news { told[refusal.item] = now }
        if !receipts.isEmpty || !news.isEmpty { unhanded.append(ReceiptBundle(receipts, refusals: news)) }
        // The hub gives again what is forgotten.
        unhanded = unhanded.suffix(Self.mostUnhanded)
    }

    /// Leaves it.
    ///
    /// - Throws: ``Fault`` of the disk; the rest is left the next time.
    private func handOver() throws(Fault) {
        while let bundle = unhanded.first, let name = bundle.receipts.first?.item ?? bundle.refusals?.first?.item {
            try DurableFile.write(try WireJSON.encode(bundle), to: state.receipt(name))
            bundles["\(name).json"] = Set(bundle.receipts.map(\.item))
            unhanded.removeFirst()
        }
    }

    private func holdBack(_ item: SealedItem, _ fault: Fault) {
        let pause = hold(item.identifier)
        metrics.held()
        logger.error(
            "item held back",
            metadata: [
                "item": "\(item.identifier)", "fault": "\(fault)", "seconds": "\(pause.components.seconds)",
            ])
    }

    @discardableResult
    private func hold(_ identifier: UUIDv7) -> Duration {
        var entry = held[identifier] ?? Held(until: .zero)
        let pause = entry.backoff.step(chance: time.chance())
        entry.until = time.uptime() + pause
        held[identifier] = entry
        return pause
    }
}
