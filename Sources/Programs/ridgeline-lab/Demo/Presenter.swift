import EncounterClient
import Encounters
import Foundation
import Ground
import Identification
import Imaging
import Station

/// Puts a traveller's fingers on the emulated glass and waits for the verdict, however often the station is killed meanwhile.
struct Presenter: Sendable {
    let kiosk: KioskClient

    /// What was presented, and what came of it.
    struct Presented: Sendable {
        var shown: [DemoPrints.Impression] = []
        /// Why a finger was to be placed again, each time.
        var retries: [Retry.Reason] = []
        /// From the first finger on the glass to the verdict, the lifting and placing of all others between them.
        var milliseconds = 0.0
        var verdict: Verdict?
    }

    /// Presents what the station asks for until there is a verdict.
    ///
    /// - Throws: ``Fault`` `demo.silence` when the station comes to no verdict in two minutes.
    func present(_ traveller: Traveller) async throws -> (Presented, Verdict) {
        let deadline = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < deadline {
            do { return try await once(traveller) } catch is KioskClient.Lost {
                try await Task.sleep(for: .milliseconds(200))
                // The station may have seen nothing of the loss, and wait for the finger to go.
                try? await kiosk.lift()
            }
        }
        throw Fault(.demoSilence, "the station gave no verdict within two minutes; see its journal")
    }

    private func once(_ traveller: Traveller) async throws -> (Presented, Verdict) {
        let visit = Visit(traveller)
        return try await kiosk.listen(seconds: 20 * Double(traveller.person.fingers.count)) { screen in
            if let missing = traveller.missing, let encounter = screen.encounter, encounter.next == missing {
                if await visit.declares() {
                    let step = Step(.finger, position: encounter.steps[missing].position)
                    let amputated = CaptureException(.amputated, isPermanent: true)
                    try await kiosk.except(step, amputated, of: encounter.correlation)
                }
                return nil
            }
            switch await visit.act(on: screen) {
            case .wait: return nil
            case .place(let impression):
                try await kiosk.place(try Data(ImageFile.pngBytes(of: impression.image)))
                await visit.placed(impression)
                return nil
            case .lift:
                try await kiosk.lift()
                return nil
            case .over(let presented):
                guard let verdict = presented.verdict else { throw KioskClient.Lost() }
                return (presented, verdict)
            }
        }
    }

    private enum Act: Sendable {
        case wait, lift
        case place(DemoPrints.Impression)
        case over(Presented)
    }

    /// One encounter, as the screens that come tell of it.
    private actor Visit {
        private let traveller: Traveller
        private var placing = Placing()
        private var presented = Presented()
        private var began: ContinuousClock.Instant?
        private var stage: Stage?
        private var hasDeclared = false

        init(_ traveller: Traveller) { self.traveller = traveller }

        /// True once.
        func declares() -> Bool {
            defer { hasDeclared = true }
            return !hasDeclared
        }

        func placed(_ impression: DemoPrints.Impression) {
            began = began ?? .now
            presented.shown.append(impression)
        }

        func act(on screen: Screen) -> Act {
            let act = placing.act(on: screen)
            if let began, screen.stage != stage {
                if case .retry(_, let reason) = screen.stage { presented.retries.append(reason) }
                if presented.verdict == nil, case .verdict(let verdict)? = placing.end {
                    presented.verdict = verdict
                    presented.milliseconds = (.now - began) / .milliseconds(1)
                }
                stage = screen.stage
            }
            switch act {
            case .wait: return .wait
            case .lift: return .lift
            case .over: return .over(presented)
            case .place(let step, let times):
                return .place(traveller.shows(step: step, times: times, last: presented.shown.last))
            }
        }
    }
}
