internal import CaseMessages
internal import Crypto
internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Logging
internal import Outbox

/// Carries sealed items to the hub and its receipts back; the station erases.
///
/// An item is uploaded until its receipt lies in `receipts/`; the hub keeps it once, however often it comes. An item
/// that the hub does not take waits longer and longer, and lets the others pass.
actor Uploader {
    /// Items asked for at a time, so that a new hit overtakes older messages soon.
    private static let batch = 32

    private struct Held {
        var until: Duration
        var backoff = BackOff(first: .seconds(5), limit: .seconds(3600))
    }

    private let state: StateDirectory
    private let hub: HubConnection
    private let time: LinkTime
    private let logger: Logger
    private var reader: OutboxReader?
    private var held: [UUIDv7: Held] = [:]

    init(state: StateDirectory, hub: HubConnection, time: LinkTime, logger: Logger) {
        self.state = state
        self.hub = hub
        self.time = time
        self.logger = logger
    }

    /// How full the outbox is; nil while the station has not made one.
    func status() throws(Fault) -> OutboxStatus? { try outbox()?.status() }

    /// Uploads everything that may be uploaded now.
    ///
    /// - Throws: ``Fault`` `hub.unreachable`, `hub.untrusted`, `hub.refused`, `hub.busy`, or of the outbox and disk.
    func round() async throws(Fault) {
        guard let outbox = try outbox() else { return }
        while !Task.isCancelled {
            let ready = try next(in: outbox)
            if ready.isEmpty { return }
            for identifier in ready {
                guard let item = try outbox.item(identifier) else { continue }
                try await upload(item)
            }
        }
    }

    private func outbox() throws(Fault) -> OutboxReader? {
        if let reader { return reader }
        do { reader = try OutboxReader(state.outbox) } catch  where error.code == "outbox.missing" { return nil }
        return reader
    }

    /// The most urgent items that are neither held back nor wait for the station to erase them.
    private func next(in outbox: OutboxReader) throws(Fault) -> [UUIDv7] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: state.receipts.path)) ?? []
        let receipted = Set(names.compactMap { UUIDv7($0.prefix(36)) })
        let now = time.uptime()
        let waiting = try outbox.waiting(limit: Self.batch + held.count + receipted.count)
        let present = Set(waiting)
        held = held.filter { present.contains($0.key) || $0.value.until > now }
        let free = waiting.filter { !receipted.contains($0) && (held[$0]?.until ?? .zero) <= now }
        return Array(free.prefix(Self.batch))
    }

    private func upload(_ item: SealedItem) async throws(Fault) {
        let answer = try await hub.send(
            .put, "/v1/items/\(item.identifier)", headers: [("Ridgeline-Kind", item.kind.rawValue)],
            body: item.bytes, limit: Receipt.limit)
        if answer.status == 200 {
            do throws(Fault) {
                try keep(answer.body, for: item)
                logger.info(
                    "uploaded",
                    metadata: [
                        "item": "\(item.identifier)", "kind": "\(item.kind.rawValue)", "bytes": "\(item.bytes.count)",
                    ])
                // Also held for a while: a receipt that the station refuses must not be fetched in a tight loop.
                hold(item.identifier)
                return
            } catch  where error.code == "disk.write" { throw error } catch { holdBack(item, error) }
            return
        }
        let refusal = answer.refusal(of: "item \(item.identifier)")
        guard refusal.code == "hub.answer" else { throw refusal }
        holdBack(item, refusal)
    }

    /// Hands the receipt to the station, once it is plausible; only the station can tell that the hub signed it.
    private func keep(_ body: Data, for item: SealedItem) throws(Fault) {
        let receipt: Receipt = try WireJSON.decode(from: body, limit: Receipt.limit, naming: "the hub's receipt")
        guard receipt.item == item.identifier, receipt.digest == hex(SHA256.hash(data: item.bytes)) else {
            throw Fault("receipt.invalid", "the hub's receipt is not for item \(item.identifier); it is uploaded again")
        }
        try DurableFile.write(try WireJSON.encode(receipt), to: state.receipt(item.identifier))
    }

    private func holdBack(_ item: SealedItem, _ fault: Fault) {
        let pause = hold(item.identifier)
        logger.error(
            "item held back",
            metadata: ["item": "\(item.identifier)", "fault": "\(fault)", "seconds": "\(pause.components.seconds)"])
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
