import CaseMessages
import Checkout
import Evidence
import Foundation
import Ground
import Testing
import Watchlist

@testable import Station

/// docs/screens.json is what integrators, the page's test and this program agree on.
@Suite("The documented screens")
struct ScreenExampleTests {
    private static let correlation = "0197b2f1-0a10-7000-8000-0000000000aa"

    /// Each example as JSON: the base, with what differs.
    private func examples() throws -> [[String: Any]] {
        let file = Checkout.root.appending(path: "docs/screens.json")
        let all = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let base = try #require(all["base"] as? [String: Any])
        let verdict = try #require(all["verdict"] as? [String: Any])
        return try #require(all["screens"] as? [[String: Any]]).map { example in
            var screen = base.merging(example["with"] as? [String: Any] ?? [:]) { $1 }
            if let stage = example["stage"] as? [String: Any] {
                screen["stage"] = stage.merging(["correlation": Self.correlation]) { $1 }
            }
            if let changes = example["verdict"] as? [String: Any] {
                screen["stage"] = [
                    "name": "verdict", "correlation": Self.correlation,
                    "verdict": verdict.merging(changes) { $1 }.filter { !($0.value is NSNull) },
                ]
            }
            return screen.filter { !($0.value is NSNull) }
        }
    }

    @Test("are read by this program, and written as they stand")
    func sameBothWays() throws {
        for example in try examples() {
            let data = try JSONSerialization.data(withJSONObject: example)
            let screen = try JSONDecoder().decode(Screen.self, from: data)
            let written = try JSONSerialization.jsonObject(with: try WireJSON.encode(screen))
            #expect(written as? NSDictionary == example as NSDictionary)
        }
    }

    @Test("show every stage, reason, doubt, cause and state there is")
    func complete() throws {
        let text = String(decoding: try JSONSerialization.data(withJSONObject: try examples()), as: UTF8.self)
        let names =
            Retry.Reason.allCases.map(\.rawValue) + Verdict.Doubt.allCases.map(\.rawValue)
            + [
                "travellerLeft", "glassOccupied", "readerFailed", "starting", "ready", "cleaningNeeded", "unplugged",
                "fault",
            ]
            + ["idle", "capturing", "retry", "searching", "verdict", "unfinished", "green", "yellow", "red"]
            + CaseReply.Status.allCases.map(\.rawValue) + Caution.allCases.map { "\($0)" }
        for name in names { #expect(text.contains("\"\(name)\""), "\(name)") }
    }

    @Test("have a word in every language of the page, and the languages have the same words")
    func words() throws {
        let file = Checkout.root.appending(path: "Sources/Services/Kiosk/Page/words.json")
        let words = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: [String: Any]])
        #expect(Set(words.keys) == ["en", "fr", "es", "ar"])
        let expected: [String: [String]] = [
            "retry": Retry.Reason.allCases.map(\.rawValue), "doubt": Verdict.Doubt.allCases.map(\.rawValue),
            "notice": NoticeKind.allCases.map { "\($0)" }, "vetoKind": AuditVeto.Kind.allCases.map(\.rawValue),
            "vetoReason": AuditVeto.Reason.allCases.map(\.rawValue),
            "reply": CaseReply.Status.allCases.map(\.rawValue), "beware": Caution.allCases.map { "\($0)" },
            "action": ListedAction.allCases.map { "\($0)" }, "sex": ["male", "female"],
        ]
        let english = try #require(words["en"])
        for (language, text) in words {
            #expect(Set(text.keys) == Set(english.keys), "\(language)")
            for (group, names) in expected {
                let group = try #require(text[group] as? [String: String])
                #expect(Set(group.keys) == Set(names), "\(language)")
                #expect(group.values.allSatisfy { !$0.isEmpty }, "\(language)")
            }
            for (name, value) in text {
                guard let value = value as? String, let original = english[name] as? String else { continue }
                #expect(value.contains("#") == original.contains("#"), "\(language): \(name)")
            }
        }
    }
}
