import Foundation
import Ground
import Identification
import Station
import Synchronization

/// Tells what an encounter has come to: for a person what to do next, for a program each change as a line of JSON.
final class EncounterPrinter: Sendable {
    /// A screen, as far as it is of the encounter.
    struct Event: Encodable {
        let milliseconds: Int
        let stage: Stage
        let encounter: EncounterReport?
        let isFingerOn: Bool
    }

    private let isJSON: Bool
    private let began = ContinuousClock.now
    private let last = Mutex("")

    init(isJSON: Bool) { self.isJSON = isJSON }

    /// What was said already is not said again.
    func show(_ screen: Screen) {
        let event = Event(
            milliseconds: 0, stage: screen.stage, encounter: screen.encounter, isFingerOn: screen.isFingerOn)
        let text = isJSON ? (try? WireJSON.line(event)) ?? "" : EncounterWords.lines(of: screen).joined(separator: "\n")
        let isNew = last.withLock { last in
            defer { last = text.isEmpty ? last : text }
            return !text.isEmpty && text != last
        }
        guard isNew else { return }
        let timed = Event(
            milliseconds: Int((.now - began) / .milliseconds(1)), stage: event.stage, encounter: event.encounter,
            isFingerOn: event.isFingerOn)
        print(isJSON ? (try? WireJSON.line(timed)) ?? text : text)
        // A pipe would keep it until the end.
        fflush(nil)
    }
}
