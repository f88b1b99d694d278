internal import CaseMessages
public import DeviceIdentity
internal import Ground
public import Logging
internal import Operations
public import Outbox

extension MailCollector {
    /// Erases items from the outbox when the hub has signed for them: the only way an item leaves the device. What the hub
    /// has signed that it does not take is shown to the officer.
    ///
    /// - Parameter clock: of the journal, where what the link may have made up is a line a minute.
    public static func receipts(
        in state: StationState, outbox: Outbox, identity: StationIdentity, announcer: Announcer, logger: Logger,
        clock: any Clock<Duration> = ContinuousClock()
    ) -> MailCollector {
        let refused = Refusals(logger, clock, level: .error, saying: "the centre refuses a hit")
        let forged = Refusals(logger, clock, level: .error, saying: "receipt refused")
        return MailCollector(folder: state.receipts, interval: .milliseconds(200), logger: logger, clock: clock) {
            file async throws(Fault) in
            let bundle: ReceiptBundle = try WireJSON.load(from: file, limit: ReceiptBundle.limit)
            let results: [Result<Bool, Fault>]
            do throws(Fault) {
                results = try await outbox.erase(bundle.receipts, key: identity.receiptKey, device: identity.device)
            } catch {
                return .later(because: error)
            }
            var gone: Set<UUIDv7> = []
            for (receipt, result) in zip(bundle.receipts, results) {
                switch result {
                case .success(true):
                    gone.insert(receipt.item)
                    logger.info("receipted", metadata: ["item": "\(receipt.item)"])
                // It came twice.
                case .success(false): break
                case .failure(let fault): forged.note(fault)
                }
            }
            announcer.announce(.receipted(gone))
            for refusal in bundle.refusals?.prefix(ItemBatch.items) ?? [] {
                do throws(Fault) {
                    guard try await outbox.check(refusal, key: identity.receiptKey, device: identity.device) else {
                        continue
                    }
                    let reason = String(refusal.reason.prefix(400)).printable
                    announcer.announce(.refused(RefusedItem(item: refusal.item, reason: reason)))
                    refused.note(Fault(.itemRefused, "the centre does not take item \(refusal.item): \(reason)"))
                } catch { forged.note(error) }
            }
            return .done
        } finish: { () async throws(Fault) in
            // Once for all that came with this pass: sealed bytes linger for a second at most after their receipt.
            try await outbox.overwrite()
        }
    }
}
