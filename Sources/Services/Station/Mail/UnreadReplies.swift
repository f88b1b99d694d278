internal import CaseMessages
internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Logging
internal import Synchronization

/// The centre's replies that nobody has read: they lie on the disk as the centre has sealed them, until they are read.
///
/// An old reply that is brought again never stands over a newer one. Thread-safe.
final class UnreadReplies: Sendable {
    /// `replies.json`.
    private struct Position: Codable {
        /// The newest reply that was shown.
        var after = 0
        /// Unread ones that the screen has no room for.
        var older: Int?
        /// Files of lower numbers were read, or are counted as older.
        var from: Int?
    }

    private struct Contents {
        var position: Position
        /// Numbers of the replies that lie on the disk.
        var kept: Set<Int> = []
        /// Shown, and on no disk yet.
        var unkept: Set<Int> = []
    }

    private let state: StationState
    private let identity: StationIdentity
    private let announcer: Announcer
    private let logger: Logger
    private let contents: Mutex<Contents>

    /// Shows what was unread when the station ended. What is damaged is set aside.
    init(in state: StationState, identity: StationIdentity, announcer: Announcer, logger: Logger) {
        (self.state, self.identity, self.announcer, self.logger) = (state, identity, announcer, logger)
        var position = Position()
        do throws(Fault) { position = try WireJSON.load(from: state.replies, limit: 1024) } catch {
            if error.code != .diskMissing { try? DurableFile.setAside(state.replies, at: Timestamp(Date())) }
        }
        contents = Mutex(Contents(position: position))
        contents.withLock { restore(&$0) }
    }

    private func restore(_ contents: inout Contents) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: state.unread.path)) ?? []
        let numbers = names.filter { $0.hasSuffix(".json") }.compactMap { Int($0.dropLast(5)) }.sorted(by: >)
        contents.kept = Set(numbers)
        contents.position.after = max(contents.position.after, numbers.first ?? 0)
        // The power may have failed before these were wiped.
        let unread = numbers.filter { $0 >= contents.position.from ?? 0 }
        var damaged = setAside()
        let replies = unread.prefix(Screen.mostReplies).compactMap { number -> CaseReply? in
            do throws(Fault) { return try open(try load(number)).reply() } catch {
                damaged = max(damaged ?? 0, number)
                logger.critical("reply set aside", metadata: ["fault": "\(error)"])
                try? DurableFile.setAside(file(number), at: Timestamp(Date()))
                contents.kept.remove(number)
                return nil
            }
        }
        let older = (contents.position.older ?? 0) + max(0, unread.count - Screen.mostReplies)
        announcer.announce(.unread(replies, older: older, damaged: damaged))
    }

    /// The newest reply that was damaged and lies set aside, until a technician has taken it away.
    private func setAside() -> Int? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: state.unread.path)) ?? []
        return names.compactMap { name in
            name.range(of: ".json" + DurableFile.damagedMark).flatMap { Int(name[..<$0.lowerBound]) }
        }.max()
    }

    /// Shows a reply, if it is newer than all that were shown, and keeps it until it is read.
    ///
    /// - Throws: ``Fault`` `reply.old`, `reply.invalid`, `seal.broken`, `json.…`.
    func take(_ message: SealedReply) throws(Fault) -> MailCollector.Outcome {
        // Signed by the hub, and of a kind that is not known here yet.
        let reply: CaseReply
        do throws(Fault) {
            guard let known = try open(message).reply() else { return newer(message) }
            reply = known
        } catch  where error.code == .jsonInvalid { return newer(message, cause: error) }
        // The number that the centre has signed: the link could write any beside it.
        let number = reply.number
        return try contents.withLock { (contents) throws(Fault) in
            if number > contents.position.after {
                contents.position.after = number
                contents.unkept.insert(number)
                // Shown first: a disk that is full must not keep it from the officer.
                announcer.announce(.reply(reply))
                logger.info("reply", metadata: ["hit": "\(reply.hit)", "status": "\(reply.status.rawValue)"])
            } else if !contents.unkept.contains(number) {
                throw Fault(
                    .replyOld,
                    "reply \(number) came after reply \(contents.position.after); one such is a repetition, many mean that the link is not to be trusted"
                )
            }
            do throws(Fault) { try keep(message, number, &contents) } catch { return .later(because: error) }
            contents.unkept.remove(number)
            return .done
        }
    }

    /// The officer is told that something is there, and the technician what to do.
    private func newer(_ message: SealedReply, cause: Fault? = nil) -> MailCollector.Outcome {
        let fault = Fault(
            .replyUnknown,
            "message \(message.number) is of a newer centre; update this device's software, it is kept till then",
            cause: cause)
        announcer.announce(.alarm(Alarm(.newerMessage, fault)))
        return .keep(because: fault)
    }

    private func keep(_ message: SealedReply, _ number: Int, _ contents: inout Contents) throws(Fault) {
        // One that was read before there was room for it need not be kept, just not be shown again.
        guard announcer.screen.shows(reply: number) else { return try write(&contents) }
        try DurableFile.write(try WireJSON.encode(message), to: file(number), permissions: 0o600)
        contents.kept.insert(number)
    }

    /// Wipes what was read, and what the screen only counts.
    ///
    /// - Throws: ``Fault`` `disk.write`; to be called again.
    func settle() throws(Fault) {
        try contents.withLock { (contents) throws(Fault) in
            let gone = contents.kept.subtracting(announcer.screen.replies.map(\.number))
            guard !gone.isEmpty else { return }
            // First: one that is wiped and came again would be taken for a new one.
            try write(&contents)
            for number in gone {
                try DurableFile.destroy(file(number))
                contents.kept.remove(number)
            }
        }
    }

    private func write(_ contents: inout Contents) throws(Fault) {
        let screen = announcer.screen
        contents.position.older = screen.olderReplies
        contents.position.from = screen.replies.last?.number ?? contents.position.after + 1
        try DurableFile.write(try WireJSON.encode(contents.position), to: state.replies, permissions: 0o600)
    }

    private func file(_ number: Int) -> URL { state.unread.appending(path: "\(number).json") }

    private func load(_ number: Int) throws(Fault) -> SealedReply {
        try WireJSON.load(from: file(number), limit: 65_536)
    }

    private func open(_ message: SealedReply) throws(Fault) -> CentreMessage {
        let opened = try identity.key.open(message.sealed, for: .message)
        return try CentreMessage(
            verifying: opened.withBytes { Array($0) }, device: identity.device, key: identity.receiptKey)
    }
}
