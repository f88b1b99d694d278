internal import CaseMessages
public import DeviceIdentity
internal import Ground
public import Logging

extension MailCollector {
    /// Opens what the centre replies to hits and shows it to the officer, each once and in the centre's order.
    public static func replies(
        in state: StationState, identity: StationIdentity, announcer: Announcer, logger: Logger
    ) -> MailCollector {
        let shown = RepliesShown(state.replies)
        return MailCollector(folder: state.messages, interval: .milliseconds(500), logger: logger) {
            file throws(Fault) in
            let message: SealedReply = try WireJSON.load(from: file, limit: 65_536)
            let opened = try identity.key.open(message.sealed, for: .message)
            let reply: CaseReply
            do throws(Fault) {
                reply = try CaseReply(
                    verifying: opened.withBytes { Array($0) }, device: identity.device, key: identity.receiptKey)
            } catch  where error.code == .jsonInvalid {
                // Signed by the hub, and of a kind that is not known here yet.
                return .keep(
                    because: Fault(
                        .replyUnknown,
                        "message \(message.number) is of a newer centre; update this device's software, it is kept till then",
                        cause: error))
            }
            // The number that the centre has signed: the link could write any beside it.
            try shown.show(reply.number) { announcer.announce(.reply(reply)) }
            logger.info("reply", metadata: ["hit": "\(reply.hit)", "status": "\(reply.status.rawValue)"])
            return .done
        }
    }
}
