internal import CaseMessages
public import DeviceIdentity
internal import Ground
public import Logging

extension MailCollector {
    /// Opens what the centre replies to hits and shows it to the officer, each once and in the centre's order.
    public static func replies(
        in state: StateDirectory, identity: StationIdentity, announcer: Announcer, logger: Logger
    ) -> MailCollector {
        let shown = RepliesShown(state.stationReplies)
        return MailCollector(folder: state.messages, interval: .milliseconds(500), logger: logger) { file in
            let message: SealedReply = try WireJSON.load(from: file, limit: 65_536)
            let opened = try identity.key.open(message.sealed, for: .message)
            let reply = try CaseReply(
                verifying: opened.withBytes { Array($0) }, device: identity.device, key: identity.receiptKey)
            // The number that the centre has signed: the link could write any beside it.
            try shown.show(reply.number) { announcer.announce(.reply(reply)) }
            logger.info("reply", metadata: ["hit": "\(reply.hit)", "status": "\(reply.status.rawValue)"])
        }
    }
}
