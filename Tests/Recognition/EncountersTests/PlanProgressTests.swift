import Encounters
import Ground
import Identification
import Testing

@Suite("The progress of a plan")
struct PlanProgressTests {
    private let rightIndex = Step(.finger, position: 2)
    private let leftIndex = Step(.finger, position: 7)

    @Test("is whole when everything was taken that the person has")
    func whole() throws {
        var progress = PlanProgress(Plan(.twoIndex))
        #expect(progress.open { $0.kind == .finger } == [0, 1])
        progress.take(0, sample: 0, attempts: 2)
        #expect(progress.open { $0.kind == .finger } == [1] && !progress.isComplete)
        try progress.except(leftIndex, CaptureException(.amputated, isPermanent: true))
        #expect(progress.isComplete && progress.isWhole && progress.attempts == [2, 0])
        #expect(progress.states == [.taken(0), .excepted(CaptureException(.amputated, isPermanent: true))])
    }

    @Test("is complete, and not whole, when something is missing", arguments: Missing.allCases)
    func missing(why: Missing) {
        var progress = PlanProgress(Plan(.twoIndex, portrait: true))
        progress.take(1, sample: 0, attempts: 1)
        progress.missRest(why)
        #expect(progress.states == [.missing(why), .taken(0), .missing(why)])
        #expect(progress.isComplete && !progress.isWhole)
    }

    @Test("does not change where a step was taken, or there is none")
    func settled() throws {
        var progress = PlanProgress(Plan(.twoIndex))
        progress.take(1, sample: 0, attempts: 1)
        let before = progress
        progress.take(1, sample: 1, attempts: 1)
        progress.take(9, sample: 2, attempts: 1)
        progress.miss(1, .skipped)
        progress.spend(1, on: 1)
        progress.miss(-1, .skipped)
        #expect(progress == before)
        let fault = #expect(throws: Fault.self) {
            try progress.except(leftIndex, CaptureException(.scar, isPermanent: false))
        }
        #expect(fault?.code == .init("plan.step") && progress == before)
    }
}
