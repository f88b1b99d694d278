import Foundation
import Ground
import Imaging
import Station

/// Puts fingers on the emulated glass and waits for the verdict, however often the station is killed meanwhile.
struct Presenter: Sendable {
    let kiosk: KioskClient

    /// What the station said when a finger lay on the glass.
    private enum Reaction: Sendable {
        case again
        case verdict(Verdict)
    }

    /// Presents the impressions in turn until there is a verdict.
    ///
    /// - Throws: ``Fault`` `demo.silence` when the station comes to no verdict in two minutes.
    func present(_ impressions: [DemoPrints.Impression]) async throws -> (shown: [DemoPrints.Impression], Verdict) {
        let deadline = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < deadline {
            do { return try await once(impressions) } catch is KioskClient.Lost {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
        throw Fault(.demoSilence, "the station gave no verdict within two minutes; see its journal")
    }

    private func once(_ impressions: [DemoPrints.Impression]) async throws -> ([DemoPrints.Impression], Verdict) {
        var shown: [DemoPrints.Impression] = []
        // A poor print is followed by the finger's next impression, as a traveller would lift and place again.
        for attempt in 0..<3 {
            let impression = impressions[attempt % impressions.count]
            shown.append(impression)
            switch try await show(impression) {
            case .again: continue
            case .verdict(let verdict): return (shown, verdict)
            }
        }
        throw KioskClient.Lost()
    }

    private func show(_ impression: DemoPrints.Impression) async throws -> Reaction {
        let picture = try Data(ImageFile.pngBytes(of: impression.image))
        let placing = Placing()
        return try await kiosk.listen(seconds: 20) { screen in
            switch try await placing.step(screen) {
            case .wait: return nil
            case .place:
                try await kiosk.place(picture)
                return nil
            case .lift(let reaction):
                try await kiosk.lift()
                return reaction
            case .done(let reaction): return reaction
            }
        }
    }

    private enum Step: Sendable {
        case wait, place
        /// The finger is to be lifted; the reaction is final where there is nothing more to wait for.
        case lift(Reaction?)
        case done(Reaction)
    }

    /// One placing of a finger, as the screens that come tell of it.
    private actor Placing {
        /// What was shown when the finger was placed: the traveller before, or the attempt before.
        private var before: Stage?
        private var verdict: Verdict?

        func step(_ screen: Screen) throws(KioskClient.Lost) -> Step {
            if let verdict { return screen.isFingerOn ? .wait : .done(.verdict(verdict)) }
            guard let before else { return place(screen) }
            guard screen.stage != before else { return .wait }
            switch screen.stage {
            // The emulated glass reports the lifted finger at once; the next placing waits for nothing else.
            case .retry: return .lift(.again)
            case .verdict(let given):
                verdict = given
                return .lift(nil)
            case .unfinished: throw KioskClient.Lost()
            case .idle, .awaiting, .capturing, .searching: return .wait
            }
        }

        /// The finger is placed once, when the station can see it.
        private func place(_ screen: Screen) -> Step {
            var isAskedFor = !screen.isFingerOn
            if case .retry = screen.stage { isAskedFor = true }
            guard isAskedFor, [.ready, .cleaningNeeded].contains(screen.reader.name) else { return .wait }
            before = screen.stage
            return .place
        }
    }
}
