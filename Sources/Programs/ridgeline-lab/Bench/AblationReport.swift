import Foundation
import Laboratory

/// What the parts of the engine are worth, set by set.
struct AblationReport: Encodable {
    struct Set: Encodable {
        let name: String
        let rows: [AblationTable.Row]
    }

    let sets: [Set]

    /// A table in Markdown: equal error rate / FNMR at FMR 0.1 %, in per cent.
    var text: String {
        let heads = sets.map(\.name) + ["mean"]
        var lines = ["| EER / FNMR at FMR 0.1 %, in % | " + heads.joined(separator: " | ") + " |"]
        lines.append("|" + String(repeating: "---|", count: heads.count + 1))
        for (index, row) in (sets.first?.rows ?? []).enumerated() {
            // A set without pairs of both kinds has no rows.
            let cells = sets.map { $0.rows.indices.contains(index) ? $0.rows[index] : nil }
            let found = cells.compactMap { $0 }
            let mean = (
                found.reduce(0) { $0 + $1.equalErrorRate } / Double(found.count),
                found.reduce(0) { $0 + $1.fnmrAtFmr1000th } / Double(found.count)
            )
            let all = cells.map { $0.map { Self.cell($0.equalErrorRate, $0.fnmrAtFmr1000th) } ?? "–" }
            lines.append("| \(row.name) | " + (all + [Self.cell(mean.0, mean.1)]).joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n")
    }

    private static func cell(_ equal: Double, _ missed: Double) -> String {
        String(format: "%.2f / %.2f", equal * 100, missed * 100)
    }
}
