internal import CaseMessages
public import DeviceIdentity
internal import Ground
public import Logging

extension MailCollector {
    /// Opens what the centre replies to hits and shows it to the officer until it is read, each once and in the centre's
    /// order; what was unread when the station ended is shown at once.
    public static func replies(
        in state: StationState, identity: StationIdentity, announcer: Announcer, logger: Logger
    ) -> MailCollector {
        let unread = UnreadReplies(in: state, identity: identity, announcer: announcer, logger: logger)
        return MailCollector(folder: state.messages, interval: .milliseconds(500), logger: logger) {
            file throws(Fault) in
            try unread.take(try WireJSON.load(from: file, limit: 65_536))
        } finish: { () throws(Fault) in
            try unread.settle()
        }
    }
}
