import Foundation
import Ground
import Imaging
import Station

/// Puts fingers on the emulated glass and waits for the answer, however often the station is killed meanwhile.
struct Presenter: Sendable {
    let kiosk: KioskClient

    /// What the station said when a finger lay on the glass.
    private enum Reaction: Sendable {
        case again
        case answer(Answer)
    }

    /// Presents the impressions in turn until there is an answer.
    ///
    /// - Throws: ``Fault`` `demo.silence` when the station does not answer in two minutes.
    func present(_ impressions: [DemoPrints.Impression]) async throws -> (shown: [DemoPrints.Impression], Answer) {
        let deadline = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < deadline {
            do { return try await once(impressions) } catch is KioskClient.Lost {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
        throw Fault(.demoSilence, "the station gave no answer within two minutes; see its journal")
    }

    private func once(_ impressions: [DemoPrints.Impression]) async throws -> ([DemoPrints.Impression], Answer) {
        var shown: [DemoPrints.Impression] = []
        // A poor print is followed by the finger's next impression, as a traveller would lift and place again.
        for attempt in 0..<3 {
            let impression = impressions[attempt % impressions.count]
            shown.append(impression)
            switch try await show(impression) {
            case .again: continue
            case .answer(let answer): return (shown, answer)
            }
        }
        throw KioskClient.Lost()
    }

    private func show(_ impression: DemoPrints.Impression) async throws -> Reaction {
        let picture = try Data(ImageFile.pngBytes(of: impression.image))
        let stage = Stage()
        return try await kiosk.listen(seconds: 20) { event in
            switch event.name {
            case "state":
                // The finger is placed once, when the station can see it.
                if try event.decoded(StationState.self).name == .ready, await stage.first() {
                    try await kiosk.place(picture)
                }
                return nil
            case "retry":
                await stage.set(.again)
                try await kiosk.lift()
                // The emulated glass reports the lifted finger at once; the next placing waits for nothing else.
                return await stage.reaction
            case "answer":
                await stage.set(.answer(try event.decoded(Answer.self)))
                try await kiosk.lift()
                return nil
            case "glassFree": return await stage.reaction
            default: return nil
            }
        }
    }

    /// What has happened so far to the finger on the glass.
    private actor Stage {
        private var placed = false
        private(set) var reaction: Reaction?

        func first() -> Bool {
            defer { placed = true }
            return !placed
        }
        func set(_ reaction: Reaction) { self.reaction = reaction }
    }
}
