import Foundation
import Laboratory

extension IdentificationRates {
    /// The figures for people: a line for each operating point, then what strangers show.
    var table: String {
        let points = rows.map { row in
            let rate = String(format: "%.3f %%", row.falseNegativeIdentificationRate * 100)
            let range = String(format: "%.3f to %.3f %%", row.interval.low * 100, row.interval.high * 100)
            return [
                "\(row.fingers)", String(format: "10^%.0f", log10(Double(row.gallery))),
                String(format: "%g", row.falsePositiveIdentificationRate),
                String(format: "%.2f", row.threshold) + (row.isExtrapolated ? "*" : ""), rate, range,
                "\(row.missed) of \(row.encounters)",
            ]
        }
        let strangers = claims.map { claim in
            let share = Double(claim.reached) / Double(max(1, claim.comparisons))
            return [
                "\(claim.fingers)", String(format: "%.0f", claim.score), String(format: "%.1e", pow(10, -claim.score)),
                String(format: "%.1e", share), "\(claim.reached) of \(claim.comparisons)",
            ]
        }
        let missed =
            rows.isEmpty
            ? "no finger has two impressions: nobody can be missed\n"
            : Self.columns(
                [["fingers", "persons", "FPIR", "score", "FNIR", "95 %", "missed"]] + points,
                widths: [9, 9, 9, 9, 11, 20])
                + "\n* above what any stranger of the set could show: rests on the meaning of the score alone\n"
        return missed + "\nstrangers\n"
            + Self.columns([["fingers", "score", "claimed", "seen", ""]] + strangers, widths: [9, 9, 11, 11])
    }

    private static func columns(_ rows: [[String]], widths: [Int]) -> String {
        rows.map { row in
            row.enumerated().map { column, text in
                column < widths.count ? text.padding(toLength: widths[column], withPad: " ", startingAt: 0) : text
            }.joined()
        }.joined(separator: "\n")
    }
}
