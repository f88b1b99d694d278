import Encounters
import Foundation
import Ground
import Station

/// The table at the end.
struct DemoReport {
    var presentations: [Presentation] = []
    var bytesSynced = 0
    var itemsQueued = 0
    var itemsUploaded = 0
    var itemsReceipted = 0
    var restarts: [String: Int] = [:]
    var secondsToForce: Double = 0

    func lines() -> [String] {
        let right = presentations.filter(\.outcome.isRight).count
        var lines = [
            "presented                \(presentations.count)", "  right                  \(right)",
            "  wrong                  \(presentations.count - right)",
        ]
        for outcome in Presentation.Outcome.allCases {
            let count = presentations.filter { $0.outcome == outcome }.count
            if count > 0 { lines.append("    \(count) x \(outcome.rawValue)") }
        }
        lines.append("from finger-on to answer median ms   worst ms")
        lines += [
            stage("  capture", \.capture), stage("  extraction", \.extraction), stage("  search", \.search),
            stage("  queue (hits only)", \.queue), stage("  total", \.total),
        ]
        lines += [
            "bytes synced             \(bytesSynced)",
            "publication to in force  \(String(format: "%.2f", secondsToForce)) s",
            "items queued             \(itemsQueued)", "  uploaded               \(itemsUploaded)",
            "  receipted              \(itemsReceipted)",
        ]
        if !restarts.isEmpty {
            let text = restarts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            lines.append("restarts after kill -9   \(text)")
        }
        return lines
    }

    /// What was presented, answered and timed, in the order in which it came.
    func write(to file: URL, plan: Plan) throws(Fault) {
        struct File: Encodable {
            let plan: String
            let encounters: [Presentation.Account]
        }
        let text = File(plan: plan.description, encounters: presentations.map(\.account))
        try DurableFile.write(try WireJSON.encode(text) + Data("\n".utf8), to: file)
    }

    private func stage(_ name: String, _ path: KeyPath<StageTimes, Double>) -> String {
        let times = presentations.map { $0.answer.stages[keyPath: path] }.filter { $0 > 0 }.sorted()
        guard let worst = times.last else { return "\(name.padding(toLength: 25, withPad: " ", startingAt: 0))-" }
        let label = name.padding(toLength: 24, withPad: " ", startingAt: 0)
        return label + String(format: " %9.1f %10.1f", times[times.count / 2], worst)
    }
}
