import Foundation
import Identification
import Station

/// What the demo says to the person in front of it.
struct DemoConsole: Sendable {
    private let colours = isatty(STDOUT_FILENO) == 1

    func step(_ number: Int, _ text: String) { print("\n\(bold("\(number). \(text)"))") }
    func note(_ text: String) { print("   \(text)") }

    /// One answer as the officer sees it.
    func answer(_ presentation: Presentation) {
        let answer = presentation.answer
        let code = ["green": "42", "yellow": "43", "red": "41"][answer.colour.rawValue] ?? "0"
        let word = colours ? "\u{1B}[\(code);30m \(answer.colour.rawValue) \u{1B}[0m" : answer.colour.rawValue
        var text = "\(presentation.shown.map(\.name).joined(separator: ", ")): \(word)"
        if let best = answer.matches.first {
            text += " \(best.candidate.key.record), \(best.notice) notice, "
            text += "false match rate 1 in 10^\(String(format: "%.1f", best.candidate.score))"
        }
        let remark = presentation.outcome.isRight ? "" : "   (wrong: \(presentation.outcome.rawValue))"
        note("\(text), \(Int(answer.stages.total.rounded())) ms\(remark)")
    }

    func failure(_ text: String) { print(colours ? "   \u{1B}[31m\(text)\u{1B}[0m" : "   \(text)") }

    private func bold(_ text: String) -> String { colours ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}
