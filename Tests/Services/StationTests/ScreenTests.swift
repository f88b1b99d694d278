import CaseMessages
import Ground
import Identification
import Testing

@testable import Station

@Suite("The screen")
struct ScreenTests {
    private let attempt = Stage.Attempt(correlation: UUIDv7(), number: 1)
    private var verdict: Verdict {
        Verdict(
            correlation: attempt.correlation, colour: .red, doubts: [], matches: [], gallerySize: 1, generations: [:],
            listAge: nil, attempts: 1, quality: 50, item: nil, stages: StageTimes(), plan: "walk-up", steps: [])
    }

    private func screen(after events: [StationEvent]) -> Screen {
        var screen = Screen(start: UUIDv7(), time: Timestamp(milliseconds: 0), officer: "a", isEmulated: false)
        for event in events { screen.take(event) }
        return screen
    }

    private func reply(_ number: Int) -> CaseReply {
        CaseReply(number: number, hit: UUIDv7(), status: .confirmed, reference: "C-1", text: "")
    }

    @Test("A verdict stays when the finger is lifted and the reader is ready, dirty, unplugged or broken")
    func stays() {
        for name in [ReaderReport.Name.ready, .cleaningNeeded, .unplugged, .fault, .starting] {
            let screen = screen(
                after: [.fingerOn(attempt), .verdict(verdict), .glassFree, .reader(ReaderReport(name))])
            #expect(screen.stage == .verdict(verdict))
            #expect(screen.reader.name == name)
            #expect(!screen.isFingerOn)
        }
    }

    @Test("A verdict stays when the reader fails before the finger is lifted")
    func failsLate() {
        let screen = screen(after: [.fingerOn(attempt), .verdict(verdict), .unfinished(.readerFailed)])
        #expect(screen.stage == .verdict(verdict))
        #expect(!screen.isFingerOn)
    }

    @Test("What to do better stays between two attempts, whatever the reader reports")
    func retry() {
        let screen = screen(
            after: [.fingerOn(attempt), .placeAgain(attempt, .tooLight), .reader(ReaderReport(.ready))])
        #expect(screen.stage == .retry(attempt, .tooLight))
    }

    @Test(
        "Whoever was at the glass and not searched is said to be so, until a person ends it or the next finger comes",
        arguments: [Stage.Cause.travellerLeft, .readerFailed])
    func unfinished(cause: Stage.Cause) {
        for underWay in [StationEvent.fingerOn(attempt), .placeAgain(attempt, .moved), .searching(attempt)] {
            var screen = screen(after: [underWay, .unfinished(cause), .reader(ReaderReport(.ready))])
            #expect(screen.stage == .unfinished(attempt, cause))
            screen.take(.ended(attempt.correlation))
            #expect(screen.stage == .idle)
        }
        #expect(screen(after: [.unfinished(cause)]).stage == .idle)
    }

    @Test("A verdict is ended by a person, or by the next finger; never by a person who has seen another")
    func ended() {
        #expect(screen(after: [.verdict(verdict), .ended(attempt.correlation)]).stage == .idle)
        #expect(screen(after: [.verdict(verdict), .ended(UUIDv7())]).stage == .verdict(verdict))
        let next = Stage.Attempt(correlation: UUIDv7(), number: 1)
        #expect(screen(after: [.verdict(verdict), .fingerOn(next)]).stage == .capturing(next))
        #expect(screen(after: [.fingerOn(next), .ended(next.correlation)]).stage == .capturing(next))
    }

    @Test("The centre's replies stay until they are read, the newest first; what has no room is counted")
    func replies() {
        #expect(screen(after: [.reply(reply(1)), .reply(reply(2))]).replies.map(\.number) == [2, 1])
        #expect(screen(after: [.reply(reply(1)), .reply(reply(2)), .read(1), .read(9)]).replies.map(\.number) == [2])
        let many = screen(after: (1...53).map { .reply(reply($0)) })
        #expect(many.replies.map(\.number) == (4...53).reversed())
        #expect(many.olderReplies == 3)
        let read = (1...53).map { StationEvent.reply(reply($0)) } + (5...53).map { .read($0) }
        #expect(screen(after: read).olderReplies == 3)
        #expect(screen(after: read + [.read(4)]).olderReplies == 0)
    }
}
