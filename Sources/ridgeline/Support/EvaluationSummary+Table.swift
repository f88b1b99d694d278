import Foundation
import Laboratory

extension EvaluationSummary {
    /// The figures for people, one a line.
    var table: String {
        func percent(_ rate: Double?) -> String { rate.map { String(format: "%.2f %%", $0 * 100) } ?? "not measurable" }
        func time(_ milliseconds: Double?) -> String {
            milliseconds.map { String(format: "%.1f ms", $0) } ?? "not measurable"
        }
        let rows = [
            ("images", "\(images)"),
            ("failures to enrol", "\(failuresToEnroll)"),
            ("equal error rate", percent(equalErrorRate)),
            ("FNMR at FMR 1 %", percent(fnmrAtFmr?["0.01"])),
            ("FNMR at FMR 0.1 %", percent(fnmrAtFmr?["0.001"])),
            ("FNMR at no false match", percent(fnmrAtFmr?["0"])),
            ("extraction, median", time(extractionMilliseconds?.median)),
            ("extraction, 95th percentile", time(extractionMilliseconds?.p95)),
            (
                "comparisons per second per core",
                comparisonsPerSecondPerCore.map { String(format: "%.0f", $0) } ?? "not measurable"
            ),
            ("template, median", templateBytes.map { "\($0.median) bytes" } ?? "not measurable"),
        ]
        return rows.map { $0.0.padding(toLength: 34, withPad: " ", startingAt: 0) + $0.1 }.joined(separator: "\n")
    }
}
