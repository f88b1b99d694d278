import CaseMessages
import CollectingLog
import Crypto
import DeviceIdentity
import Foundation
import Ground
import Hub
import Logging
import Outbox
import Synchronization
import TrustedUpdate

@testable import Link

/// A provisioned device in a folder, with the station's hand on the outbox and the link's tasks to do one by one.
struct Device: Sendable {
    let state: StateDirectory
    let station: StationIdentity
    let link: LinkIdentity
    let outbox: Outbox
    /// The uptime that the link sees; tests move it.
    let uptime = Uptime()

    final class Uptime: Sendable {
        private let value = Mutex(Duration.zero)
        var now: Duration { value.withLock { $0 } }
        func advance(_ duration: Duration) { value.withLock { $0 += duration } }
    }

    /// Enrols at a hub that is being served.
    init(at hub: Hub, in folder: URL) async throws {
        state = StateDirectory(folder)
        let invitation = try await hub.invite(until: Timestamp(Date(timeIntervalSinceNow: 600)))
        _ = try await EnrolmentClient().provision(state, with: invitation)
        station = try StationIdentity.load(state)
        link = try LinkIdentity.load(state)
        outbox = try Outbox(state.station.outbox)
    }

    /// Queues sealed bytes as the station does.
    func enqueue(_ text: String, _ kind: ItemKind = .hit) async throws -> SealedItem {
        let identifier = UUIDv7()
        let bytes = try station.seal(WipingBytes(Array(text.utf8)), item: identifier)
        let item = SealedItem(
            identifier: identifier, kind: kind, created: Timestamp(Date()), bytes: Data(bytes))
        try await outbox.enqueue(item)
        return item
    }

    /// Does with a receipt what the station does; false where there is none.
    func collectReceipt(of item: SealedItem) async throws -> Bool {
        guard let file = try bundle(with: item),
            let receipt = try WireJSON.load(ReceiptBundle.self, from: file, limit: ReceiptBundle.limit).receipts
                .first(where: { $0.item == item.identifier })
        else { return false }
        try await outbox.erase(receipt, key: station.receiptKey, device: station.device)
        return true
    }

    /// The file in `receipts/` that holds the item's receipt.
    func bundle(with item: SealedItem) throws -> URL? {
        try FileManager.default.contentsOfDirectory(at: state.station.receipts, includingPropertiesForKeys: nil).first {
            try WireJSON.load(ReceiptBundle.self, from: $0, limit: ReceiptBundle.limit).receipts.map(\.item)
                .contains(item.identifier)
        }
    }

    /// The link's tasks over a real connection.
    func connected<R>(
        metrics: LinkMetrics = LinkMetrics(), _ body: (Tasks) async throws -> R
    ) async throws -> R {
        let relay = RevocationRelay(state: state.link, logger: CollectingLog().logger)
        return try await HubConnection.open(
            to: link.deviceURL, as: link.credential, clock: LinkClock(.system), onRefusal: relay.take
        ) { hub in
            let logger = CollectingLog().logger
            let uptime = uptime
            let time = LinkTime(now: { Date() }, uptime: { uptime.now }, sleep: { _ in }, chance: { 1 })
            let keys = ListKeyFetcher(state: state.link, hub: hub)
            let lists = try ListSync(
                identity: link, state: state.link, source: RepositorySource(hub: hub), time: time, metrics: metrics,
                logger: logger, onNews: keys.round)
            let uploader = Uploader(state: state.link, hub: hub, time: time, metrics: metrics, logger: logger)
            let faults = OngoingFaults(logger: logger)
            let health = HealthReporter(
                software: "1.2.3", state: state.link, hub: hub, lists: lists, uploader: uploader,
                faults: faults, time: time)
            let messages = MessageFetcher(state: state.link, device: link.device, hub: hub, logger: logger)
            return try await body(
                Tasks(
                    lists: lists, uploader: uploader, messages: messages, health: health, keys: keys,
                    faults: faults))
        }
    }

    struct Tasks {
        let lists: ListSync
        let uploader: Uploader
        let messages: MessageFetcher
        let health: HealthReporter
        let keys: ListKeyFetcher
        let faults: OngoingFaults
    }
}
