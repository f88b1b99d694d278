internal import CaseMessages
package import Ground

extension Screen {
    /// What the officer sees after something has happened: the one place that decides it.
    ///
    /// A verdict, and a search that came to none, stay until the next finger or until a person ends them; whatever the
    /// devices report meanwhile is shown beside them.
    mutating func take(_ event: StationEvent) {
        switch event {
        case .reader(let report, let place, let device): take(report, of: place, device: device)
        case .camera(let report): camera = report
        case .lists(let report): lists = report
        case .refusedLists(let reasons): refusedLists = reasons.isEmpty ? nil : reasons
        case .outbox(let report): outbox = report
        case .alarm(let alarm):
            alarms.removeAll { $0.part == alarm.part }
            alarms.append(alarm)
        case .wellAgain(let part): alarms.removeAll { $0.part == part }
        case .revoked(let moment): revoked = moment
        case .refused(let item):
            refused.removeAll { $0.item == item.item }
            refused.insert(item, at: 0)
            refused.removeLast(max(0, refused.count - Self.mostRefused))
        case .receipted(let items): refused.removeAll { items.contains($0.item) }
        case .officer(let name): officer = name
        case .began(let report):
            (encounter, stage) = (report, .awaiting(report.correlation))
            encounter?.send(to: readers)
        case .progress(let report):
            let isSameStep = encounter?.next == report.next
            encounter = report
            encounter?.send(to: readers)
            // Why a finger is to be placed again stays until it is, or another is asked for.
            if case .retry = stage, isSameStep { break }
            stage = .awaiting(report.correlation)
        case .fingerOn(let attempt): (stage, isFingerOn) = (.capturing(attempt), true)
        case .placeAgain(let attempt, let reason): stage = .retry(attempt, reason)
        case .searching(let attempt): stage = .searching(attempt)
        case .verdict(let verdict): (stage, encounter) = (.verdict(verdict), nil)
        case .unfinished(let cause):
            encounter = nil
            if cause != .glassOccupied { isFingerOn = false }
            if let attempt = stage.underWay { stage = .unfinished(attempt, cause) }
        case .glassFree: isFingerOn = false
        case .ended(let correlation): if isOver(correlation) { stage = .idle }
        case .reply(let reply):
            replies.insert(reply, at: 0)
            olderReplies += max(0, replies.count - Self.mostReplies)
            replies.removeLast(max(0, replies.count - Self.mostReplies))
        case .unread(let unread, let older, let damaged):
            (replies, olderReplies, damagedReply) = (unread, older, damaged)
        case .read(let number):
            replies.removeAll { $0.number == number }
            // Nobody can read those that there was no room for; the centre has them.
            if replies.isEmpty { olderReplies = 0 }
        }
    }

    private mutating func take(_ report: ReaderReport, of place: Int, device: String) {
        guard var several = readers, several.indices.contains(place) else { return reader = report }
        several[place].report = report
        if !device.isEmpty { several[place].device = device }
        readers = several
        reader = ReaderReport.best(of: several.map(\.report)) ?? report
        encounter?.send(to: several)
    }

    /// Whether the encounter that is shown is this one, and is over.
    package func isOver(_ correlation: UUIDv7) -> Bool { stage.isOver && stage.correlation == correlation }

    /// Whether this reply of the centre is shown and not read.
    package func shows(reply number: Int) -> Bool { replies.contains { $0.number == number } }
}
