import Capture
import CaseMessages
import Emulators
import Encounters
import Fingerprint
import Ground
import Identification
import Imaging
import Outbox
import Testing

@testable import Station

@Suite("An encounter", .timeLimit(.minutes(20)))
struct EncounterTests {
    private static func policy(_ plan: Plan = Plan(.twoIndex)) -> StationPolicy {
        StationPolicy(decision: .standard, searchThreads: 1, minimumQuality: 20, plan: plan)
    }

    /// A person of the list, by the numbers of two synthetic fingers.
    private func border(_ plan: Plan = Plan(.twoIndex)) async throws -> Border {
        let border = try await Border(policy: Self.policy(plan))
        try await border.publish(person: "anna", fingers: [.rightIndex: 1, .leftIndex: 2])
        return border
    }

    @Test("of two fingers is red after the first, and stays red with what both say")
    func early() async throws {
        let border = try await border()
        try await border.open {
            let first = try await border.place(border.print(1, impression: 2))
            let early = try #require(first.encounter?.early)
            #expect(early.colour == .red && early.isEarly && early.matches.map(\.candidate.key.record) == ["anna"])
            #expect(try await border.outbox.status().depth == 1, "the hit is on the disk before anybody sees it")
            #expect(first.encounter?.steps.map(\.state) == [.taken, .open] && first.encounter?.next == 1)
            let last = try await border.place(border.print(2, impression: 2))
            let verdict = try #require(last.verdict)
            #expect(verdict.colour == .red && !verdict.isEarly && verdict.doubts == [])
            #expect(verdict.matches.map(\.candidate.basis) == [.asDeclared])
            #expect(verdict.matches[0].candidate.score > early.matches[0].candidate.score)
            #expect(verdict.correlation == early.correlation && last.encounter == nil)
        }
    }

    @Test("of somebody who is not listed is green when both fingers were taken, and not before")
    func green() async throws {
        let border = try await border()
        try await border.open {
            let first = try await border.place(border.print(5, impression: 1))
            #expect(first.verdict == nil && first.encounter?.early == nil)
            let verdict = try #require(try await border.place(border.print(6, impression: 1)).verdict)
            #expect(verdict.colour == .green && verdict.steps.map(\.state) == [.taken, .taken])
            #expect(try await border.outbox.status().depth == 0)
        }
    }

    @Test("finds fingers that were swapped, and says so")
    func swapped() async throws {
        let border = try await border()
        try await border.open {
            _ = try await border.place(border.print(2, impression: 2))
            let verdict = try #require(try await border.place(border.print(1, impression: 2)).verdict)
            #expect(verdict.colour == .red && verdict.matches.map(\.candidate.basis) == [.swapped])
        }
    }

    @Test("does not take the same finger twice, and says so; after three attempts it is missing")
    func repeated() async throws {
        let border = try await border()
        try await border.open {
            _ = try await border.place(border.print(5, impression: 1))
            for attempt in 1...2 {
                let again = try await border.place(border.print(5, impression: 2))
                #expect(
                    again.stage
                        == .retry(
                            .init(correlation: try #require(again.stage.correlation), number: attempt), .sameFinger))
            }
            let verdict = try #require(try await border.place(border.print(5, impression: 3)).verdict)
            #expect(verdict.colour == .yellow && verdict.doubts == [.incomplete])
            #expect(verdict.steps.map(\.reason) == [nil, "repeated"] && verdict.steps[1].attempts == 3)
        }
    }

    @Test("is whole without a finger that this person has not, and may then be green")
    func excepted() async throws {
        let border = try await border()
        try await border.open {
            border.orders.give(.begin(Plan(.twoIndex)))
            let begun = try #require(await border.screen { $0.encounter != nil })
            #expect(begun.stage == .awaiting(try #require(begun.encounter?.correlation)) && !begun.isFingerOn)
            border.orders.give(
                .except(
                    Step(.finger, position: 7), CaptureException(.amputated, isPermanent: true),
                    of: try #require(begun.encounter?.correlation)))
            let declared = try #require(await border.screen { $0.encounter?.steps[1].state == .excepted })
            #expect(declared.encounter?.steps.map(\.state) == [.open, .excepted], "\(declared.number)")
            let last = try await border.place(border.print(5, impression: 1))
            let verdict = try #require(last.verdict, "\(last.stage) \(String(describing: last.encounter))")
            #expect(verdict.colour == .green && verdict.doubts == [])
            #expect(verdict.steps.map(\.state) == [.taken, .excepted] && verdict.steps[1].reason == "XX")
        }
    }

    @Test(
        "that the officer finishes early is yellow where nobody was found, and red where somebody was",
        arguments: [1, 5])
    func finished(finger: Int) async throws {
        let border = try await border()
        try await border.open {
            let first = try await border.place(border.print(finger, impression: 2))
            border.orders.give(.finish(try #require(first.encounter?.correlation)))
            let verdict = try #require(await border.screen { $0.verdict != nil }?.verdict)
            #expect(verdict.colour == (finger == 1 ? .red : .yellow) && verdict.doubts == [.incomplete])
            #expect(verdict.steps.map(\.reason) == [nil, "skipped"])
        }
    }

    @Test("that the officer cancels ends without a verdict, and leaves nothing")
    func cancelled() async throws {
        let border = try await border()
        try await border.open {
            let first = try await border.place(border.print(5, impression: 1))
            border.orders.give(.cancel(try #require(first.encounter?.correlation)))
            let screen = try #require(await border.screen { $0.encounter == nil })
            guard case .unfinished(_, .cancelled) = screen.stage else { throw Fault(.init("test"), "\(screen.stage)") }
            #expect(try await border.outbox.status().depth == 0)
            // The next traveller is another encounter.
            let next = try await border.place(border.print(6, impression: 1))
            #expect(next.encounter?.steps.map(\.state) == [.taken, .open])
        }
    }

    @Test("in which somebody was found cannot be cancelled away: the verdict is red")
    func cancelledAfterRed() async throws {
        let border = try await border()
        try await border.open {
            let first = try await border.place(border.print(1, impression: 2))
            border.orders.give(.cancel(try #require(first.encounter?.correlation)))
            let verdict = try #require(await border.screen { $0.verdict != nil }?.verdict)
            #expect(verdict.colour == .red && verdict.doubts == [.incomplete])
            #expect(verdict.steps.map(\.reason) == [nil, "skipped"])
        }
    }

    @Test("ends at the officer's word while a finger is waited for that is to be placed again")
    func cancelledBetweenAttempts() async throws {
        let border = try await border()
        try await border.open {
            let retry = try await border.askedAgain()
            border.orders.give(.cancel(try #require(retry.encounter?.correlation)))
            let screen = try #require(await border.screen { $0.encounter == nil })
            guard case .unfinished(_, .cancelled) = screen.stage else { throw Fault(.init("test"), "\(screen.stage)") }
            let next = try await border.place(border.print(6, impression: 1))
            #expect(next.encounter?.steps.map(\.state) == [.taken, .open])
        }
    }

    @Test("takes a finger out at the officer's word while it is waited for, and asks for the next")
    func exceptedBetweenAttempts() async throws {
        let border = try await border()
        try await border.open {
            let retry = try await border.askedAgain()
            let correlation = try #require(retry.encounter?.correlation)
            border.orders.give(
                .except(Step(.finger, position: 2), CaptureException(.scar, isPermanent: true), of: correlation))
            let next = try #require(await border.screen { $0.encounter?.next == 1 })
            #expect(next.encounter?.steps.map(\.state) == [.excepted, .open] && next.stage == .awaiting(correlation))
            let verdict = try #require(try await border.place(border.print(5, impression: 1)).verdict)
            #expect(verdict.colour == .green && verdict.steps.map(\.reason) == ["SR", nil])
        }
    }

    @Test("does not follow an order that was meant for another encounter")
    func stale() async throws {
        let border = try await border()
        try await border.open {
            let first = try await border.place(border.print(5, impression: 1))
            border.orders.give(.cancel(UUIDv7()))
            border.orders.give(.finish(try #require(first.encounter?.correlation)))
            let over = try #require(await border.screen { $0.encounter == nil })
            #expect(over.verdict?.doubts == [.incomplete])
        }
    }

    @Test("takes the plan that the officer asks for at the moment when a finger comes")
    func begunWithAFinger() async throws {
        let border = try await border(.walkUp)
        border.orders.give(.begin(Plan(.twoIndex)))
        try await border.glass.present(border.print(5, impression: 1))
        try await border.open {
            let first = try #require(await border.screen { $0.encounter != nil })
            #expect(first.encounter?.plan == "two-index")
        }
    }

    @Test("says what it cannot take, and goes on with what there is")
    func noDevice() async throws {
        let border = try await border(Plan(.walkUp, document: true, portrait: true))
        try await border.open {
            let verdict = try #require(try await border.place(border.print(5, impression: 1)).verdict)
            #expect(verdict.colour == .yellow && verdict.doubts == [.incomplete])
            #expect(verdict.steps.map(\.reason) == ["noDevice", nil, "noDevice"])
        }
    }
}

extension Screen {
    var verdict: Verdict? { if case .verdict(let verdict) = stage { verdict } else { nil } }
}

extension Border {
    /// Lays a picture on the glass once it is asked for, and lifts it when the station is done with it.
    ///
    /// - Parameter reader: on which of several, from 1.
    /// - Returns: the screen when the glass is free again.
    func place(_ picture: GrayImage, on reader: Int = 1) async throws -> Screen {
        let glass = glasses[reader - 1]
        let before = try #require(await screen { !$0.isFingerOn })
        try await glass.present(picture)
        let done = try #require(
            await screen { screen in
                guard screen.stage != before.stage || screen.encounter != before.encounter else { return false }
                return switch screen.stage {
                case .retry, .verdict, .unfinished: true
                case .awaiting: screen.isFingerOn && screen.encounter?.steps != before.encounter?.steps
                case .idle, .capturing, .searching: false
                }
            })
        await glass.lift()
        return done.isFingerOn ? try #require(await screen { !$0.isFingerOn }) : done
    }
}
