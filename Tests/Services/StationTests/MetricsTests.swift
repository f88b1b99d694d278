import CaseMessages
import CoreMetrics
import Ground
import Identification
import MetricsTestKit
import Testing

@testable import Station

@Suite("What the station counts")
struct MetricsTests {
    private let kept = TestMetrics()
    private let attempt = Stage.Attempt(correlation: UUIDv7(), number: 1)

    private func total(_ label: String, _ dimensions: [(String, String)] = []) -> Int64 {
        kept.counterTotal(label: label, dimensions: dimensions)
    }

    private func verdict(_ colour: Colour, _ doubts: [Verdict.Doubt] = [], search: Double) -> StationEvent {
        var stages = StageTimes()
        (stages.search, stages.total) = (search, search + 100)
        return .verdict(
            Verdict(
                correlation: attempt.correlation, colour: colour, doubts: doubts, matches: [], gallerySize: 1,
                generations: [:], listAge: nil, attempts: 1, quality: 50, item: nil, stages: stages, plan: "walk-up",
                steps: []))
    }

    @Test("Verdicts by colour and doubt, how long each step took, and what kept a traveller from one")
    func events() throws {
        let announcer = Announcer(metrics: StationMetrics(factory: kept))
        announcer.announce(.fingerOn(attempt))
        announcer.announce(.placeAgain(attempt, .tooLight))
        announcer.announce(verdict(.green, search: 5))
        announcer.announce(verdict(.yellow, [.noList], search: 0))
        announcer.announce(verdict(.green, search: 1.5))
        announcer.announce(.fingerOn(Stage.Attempt(correlation: UUIDv7(), number: 1)))
        announcer.announce(.unfinished(.readerFailed))
        announcer.announce(.reader(ReaderReport(.fault, reason: "stuck")))
        announcer.announce(.reply(CaseReply(number: 1, hit: UUIDv7(), status: .confirmed, reference: "", text: "")))

        #expect(total("ridgeline_station_verdicts_total", [("colour", "green")]) == 2)
        #expect(total("ridgeline_station_verdicts_total", [("colour", "yellow")]) == 1)
        #expect(total("ridgeline_station_doubts_total", [("doubt", "noList")]) == 1)
        #expect(total("ridgeline_station_retries_total", [("reason", "tooLight")]) == 1)
        #expect(total("ridgeline_station_unfinished_total", [("cause", "readerFailed")]) == 1)
        #expect(total("ridgeline_station_reader_changes_total", [("state", "fault")]) == 1)
        #expect(total("ridgeline_station_replies_total", [("status", "confirmed")]) == 1)
        // A search that did not take place has no time.
        let searches = try kept.expectTimer("ridgeline_station_stage_seconds", [("stage", "search")])
        #expect(searches.values == [5_000_000, 1_500_000])
        let totals = try kept.expectTimer("ridgeline_station_stage_seconds", [("stage", "total")])
        #expect(totals.values == [105_000_000, 100_000_000, 101_500_000])
    }

    @Test("How much is searched now, also when nothing is any more")
    func lists() throws {
        let announcer = Announcer(metrics: StationMetrics(factory: kept))
        let time = Timestamp(milliseconds: 0)
        announcer.announce(
            .lists(
                ListsReport(
                    generations: ["interpol": 1], fingers: 1200, unreadable: 3, expires: nil, rootExpires: nil,
                    signed: nil, since: time)))
        let fingers = try kept.expectGauge("ridgeline_station_list_fingers")
        #expect(fingers.lastValue == 1200)
        #expect(try kept.expectGauge("ridgeline_station_list_unreadable_templates").lastValue == 3)
        announcer.announce(.lists(nil))
        #expect(fingers.lastValue == 0)
    }

    @Test("A traveller who was found is counted, and no more of them is told")
    func whole() async throws {
        let border = try await Border(metrics: StationMetrics(factory: kept))
        try await border.publish(adding: [1])
        try await border.open {
            let verdict = try await border.present(border.print(1, impression: 2)).verdict
            #expect(verdict.colour == .red)
        }
        #expect(total("ridgeline_station_verdicts_total", [("colour", "red")]) == 1)
        for stage in ["capture", "extraction", "search", "queue", "total"] {
            #expect(try kept.expectTimer("ridgeline_station_stage_seconds", [("stage", stage)]).values.count == 1)
        }
        let words = kept.counters.flatMap { $0.dimensions.map(\.1) }
        #expect(!words.contains { $0.contains("finger1") || $0.contains("2026/1") || $0.contains("officer-7") })
    }
}
