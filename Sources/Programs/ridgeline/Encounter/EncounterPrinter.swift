import Foundation
import Ground
import Identification
import Station
import Synchronization

/// Tells what an encounter has come to: for a person what to do next, for a program each change as a line of JSON.
final class EncounterPrinter: Sendable {
    /// A screen, as far as it is of the encounter.
    struct Event: Encodable, Equatable {
        var milliseconds = 0
        let stage: Stage
        let encounter: EncounterReport?
        let isFingerOn: Bool
    }

    private enum Said: Equatable {
        case words(String)
        case event(Event)
    }

    private let isJSON: Bool
    private let began = ContinuousClock.now
    private let last = Mutex<Said?>(nil)

    init(isJSON: Bool) { self.isJSON = isJSON }

    /// What was said already is not said again.
    func show(_ screen: Screen) {
        guard let text = isJSON ? line(of: screen) : words(of: screen) else { return }
        print(text)
        // A pipe would keep it until the end.
        fflush(nil)
    }

    private func words(of screen: Screen) -> String? {
        let text = EncounterWords.lines(of: screen).joined(separator: "\n")
        return !text.isEmpty && isNew(.words(text)) ? text : nil
    }

    private func line(of screen: Screen) -> String? {
        var event = Event(stage: screen.stage, encounter: screen.encounter, isFingerOn: screen.isFingerOn)
        guard isNew(.event(event)) else { return nil }
        event.milliseconds = Int((.now - began) / .milliseconds(1))
        return try? WireJSON.line(event)
    }

    private func isNew(_ said: Said) -> Bool {
        last.withLock { last in
            defer { last = said }
            return said != last
        }
    }
}
