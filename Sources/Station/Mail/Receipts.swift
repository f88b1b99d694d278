internal import CaseMessages
public import DeviceIdentity
internal import Ground
public import Logging
public import Outbox

extension MailCollector {
    /// Erases items from the outbox when the hub has signed for them: the only way an item leaves the device.
    public static func receipts(
        in state: StateDirectory, outbox: Outbox, identity: StationIdentity, logger: Logger
    ) -> MailCollector {
        MailCollector(folder: state.receipts, interval: .milliseconds(200), logger: logger) { file in
            let receipt: Receipt = try WireJSON.load(from: file, limit: Receipt.limit)
            try outbox.erase(receipt, key: identity.receiptKey, device: identity.device)
            logger.info("receipted", metadata: ["item": "\(receipt.item)"])
        }
    }
}
