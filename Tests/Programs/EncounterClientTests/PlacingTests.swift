import Encounters
import Foundation
import Ground
import Identification
import Testing

@testable import EncounterClient
@testable import Station

@Suite("A traveller's hand, screen by screen")
struct PlacingTests {
    private let correlation = UUIDv7()

    private var ready: Screen {
        var screen = Screen(start: UUIDv7(), time: Timestamp(milliseconds: 0), officer: "a", isEmulated: true)
        screen.take(.reader(ReaderReport(.ready)))
        return screen
    }

    private func attempt(_ number: Int) -> Stage.Attempt { Stage.Attempt(correlation: correlation, number: number) }

    /// As the page reads it.
    private func report(_ progress: PlanProgress) throws -> EncounterReport {
        struct Report: Encodable {
            let correlation: UUIDv7
            let plan: String
            let steps: [StepReport]
            let next: Int?
        }
        let steps = progress.steps.indices.map {
            StepReport(progress.steps[$0], progress.states[$0], attempts: progress.attempts[$0], samples: [])
        }
        let report = Report(
            correlation: correlation, plan: "\(progress.plan)", steps: steps,
            next: progress.states.firstIndex(of: .open))
        return try JSONDecoder().decode(EncounterReport.self, from: JSONEncoder().encode(report))
    }

    private func verdict() -> Verdict {
        Verdict(
            correlation: correlation, colour: .green, doubts: [], matches: [], gallerySize: 1, generations: [:],
            listAge: nil, attempts: 1, quality: 50, item: nil, stages: StageTimes(), plan: "walk-up", steps: [])
    }

    /// What the hand does at each of the events that follow one another.
    private func acts(_ events: [StationEvent]) -> [Placing.Act] {
        var (screen, placing) = (ready, Placing())
        return [placing.act(on: screen)]
            + events.map { event in
                screen.take(event)
                return placing.act(on: screen)
            }
    }

    @Test("places one finger, and is over when the verdict is there and the glass free")
    func walkUp() throws {
        #expect(
            try acts([
                .began(report(PlanProgress(.walkUp))), .fingerOn(attempt(1)), .searching(attempt(1)),
                .verdict(verdict()),
                .reader(ReaderReport(.cleaningNeeded)), .glassFree,
            ]) == [.place(step: 0, times: 0), .wait, .wait, .wait, .lift, .wait, .over])
    }

    @Test("lifts, and places again when the glass is free, for another attempt at a poor print")
    func poor() throws {
        #expect(
            try acts([
                .began(report(PlanProgress(.walkUp))), .fingerOn(attempt(1)), .placeAgain(attempt(1), .smudged),
                .officer("b"), .glassFree, .fingerOn(attempt(2)), .unfinished(.readerFailed),
            ]) == [.place(step: 0, times: 0), .wait, .wait, .lift, .wait, .place(step: 0, times: 1), .wait, .lift])
    }

    @Test("places the next finger when the last was lifted, and another when the same was shown again")
    func several() throws {
        var progress = PlanProgress(Plan(.twoIndex))
        let begun = try report(progress)
        progress.take(0, sample: 0, attempts: 1)
        let taken = try report(progress)
        progress.spend(1, on: 1)
        let repeated = try report(progress)
        #expect(
            try acts([
                .began(begun), .fingerOn(attempt(1)), .searching(attempt(1)), .progress(taken), .glassFree,
                .fingerOn(attempt(1)), .searching(attempt(1)), .placeAgain(attempt(1), .sameFinger),
                .progress(repeated),
                .glassFree, .fingerOn(attempt(2)), .verdict(verdict()), .glassFree,
            ]) == [
                .place(step: 0, times: 0), .wait, .wait, .wait, .lift, .place(step: 1, times: 0), .wait, .wait, .lift,
                .wait, .place(step: 1, times: 1), .wait, .lift, .over,
            ])
    }

    @Test("is over at the first screen where the encounter that was begun has ended by then, and only that one")
    func early() {
        var screen = ready
        screen.take(.verdict(verdict()))
        var (begun, other) = (Placing(of: correlation), Placing(of: UUIDv7()))
        #expect(begun.act(on: screen) == .over && begun.end == .verdict(verdict()))
        #expect(other.act(on: screen) == .wait && other.end == nil)
    }

    @Test("waits for a reader that is not ready, and places nothing more once the officer has ended the encounter")
    func ended() throws {
        var (screen, placing) = (ready, Placing())
        screen.take(.reader(ReaderReport(.unplugged)))
        screen.take(.began(try report(PlanProgress(Plan(.twoIndex)))))
        #expect(placing.act(on: screen) == .wait)
        screen.take(.unfinished(.cancelled))
        #expect(placing.act(on: screen) == .over)
        screen.take(.reader(ReaderReport(.ready)))
        #expect(placing.act(on: screen) == .over)
    }
}
