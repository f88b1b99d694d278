internal import CaseMessages
public import DeviceIdentity
internal import Ground
public import Logging
public import Outbox

extension MailCollector {
    /// Erases items from the outbox when the hub has signed for them: the only way an item leaves the device.
    public static func receipts(
        in state: StationState, outbox: Outbox, identity: StationIdentity, announcer: Announcer, logger: Logger
    ) -> MailCollector {
        MailCollector(folder: state.receipts, interval: .milliseconds(200), logger: logger) {
            file async throws(Fault) in
            let bundle: ReceiptBundle = try WireJSON.load(from: file, limit: ReceiptBundle.limit)
            let results: [Result<Bool, Fault>]
            do throws(Fault) {
                results = try await outbox.erase(bundle.receipts, key: identity.receiptKey, device: identity.device)
            } catch {
                return .later(because: error)
            }
            for refusal in bundle.refusals?.prefix(64) ?? [] {
                let reason = String(refusal.reason.prefix(400)).printable
                announcer.announce(.refused(RefusedItem(item: refusal.item, reason: reason)))
                logger.error("the centre refuses a hit", metadata: ["item": "\(refusal.item)", "reason": "\(reason)"])
            }
            announcer.announce(
                .receipted(
                    Set(
                        zip(bundle.receipts, results).compactMap { receipt, result in
                            if case .success = result { receipt.item } else { nil }
                        })))
            for (receipt, result) in zip(bundle.receipts, results) {
                switch result {
                case .success: logger.info("receipted", metadata: ["item": "\(receipt.item)"])
                case .failure(let fault): logger.error("receipt refused", metadata: ["fault": "\(fault)"])
                }
            }
            return .done
        } finish: { () async throws(Fault) in
            // Once for all that came with this pass: sealed bytes linger for a second at most after their receipt.
            try await outbox.overwrite()
        }
    }
}
