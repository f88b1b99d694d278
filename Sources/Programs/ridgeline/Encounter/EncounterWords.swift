import CommandSupport
import Fingerprint
import Ground
import Identification
import Station

/// What a screen says of an encounter, in plain words; a colour is told by its shape and its name too.
enum EncounterWords {
    static func lines(of screen: Screen) -> [String] {
        switch screen.stage {
        case .idle, .searching: []
        case .awaiting: screen.isFingerOn ? ["Lift the finger."] : early(screen) + [next(screen)]
        case .capturing: ["Keep the finger still."]
        case .retry(_, .sameFinger): ["This finger was taken before. \(next(screen))"]
        case .retry(_, let reason): ["Lift the finger and place it again: \(spoken(reason.rawValue))."]
        case .verdict(let verdict): lines(of: verdict)
        case .unfinished(_, let cause): ["No verdict, nobody was searched: \(spoken(cause.rawValue))."]
        }
    }

    private static func next(_ screen: Screen) -> String {
        guard let encounter = screen.encounter, let next = encounter.next else { return "All is taken." }
        let step = encounter.steps[next]
        let reader = step.reader.map { "reader \($0)" } ?? "the reader"
        return "Place the \(name(step)) on \(reader) (\(next + 1) of \(encounter.steps.count))."
    }

    private static func early(_ screen: Screen) -> [String] {
        screen.encounter?.early.map { ["Already: \(shape($0.colour)). The rest need not be waited for."] } ?? []
    }

    private static func lines(of verdict: Verdict) -> [String] {
        var lines = [shape(verdict.colour)]
        lines += verdict.doubts.map { "  doubt: \(spoken($0.rawValue))" }
        lines += verdict.matches.map { match in
            let score = (match.candidate.score * 10).rounded() / 10
            let person = "\(match.candidate.key.list)/\(match.candidate.key.record)".printable
            return "  \(person), \(match.notice) notice, false match rate 1 in 10^\(score), "
                + spoken(match.candidate.basis.rawValue)
        }
        if let further = verdict.furtherMatches { lines.append("  and \(further) more, of less evidence") }
        lines += verdict.steps.map { step in
            let detail = [step.reason.map(spoken), step.quality.map { "quality \($0)" }].compactMap(\.self)
            let tail = detail.isEmpty ? "" : " (\(detail.joined(separator: ", ")))"
            return "  \(name(step)): \(step.state.rawValue)\(tail)"
        }
        return lines
    }

    /// As on the officer's card: an octagon, a triangle, a tick.
    private static func shape(_ colour: Colour) -> String {
        switch colour {
        case .red: "⯃ RED: stop, and look at the matches"
        case .yellow: "▲ YELLOW: check by hand"
        case .green: "✓ GREEN: nobody found"
        }
    }

    private static func name(_ step: StepReport) -> String {
        guard step.kind == .finger else { return step.kind.rawValue }
        return (FingerPosition(rawValue: step.position) ?? .unknown).spoken
    }

    /// `travellerLeft` as `traveller left`; codes of exceptions stay.
    private static func spoken(_ word: String) -> String {
        word.contains(where: \.isLowercase) ? word.words() : word
    }
}
