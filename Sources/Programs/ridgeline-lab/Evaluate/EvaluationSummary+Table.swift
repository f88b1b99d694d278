import Foundation
import Laboratory

extension EvaluationSummary {
    /// The figures for people, one a line.
    var table: String {
        func time(_ milliseconds: Double?) -> String {
            milliseconds.map { String(format: "%.1f ms", $0) } ?? "not measurable"
        }
        return ratesTable + "\n"
            + rows([
                ("extraction, median", time(extractionMilliseconds?.median)),
                ("extraction, 95th percentile", time(extractionMilliseconds?.p95)),
                (
                    "comparisons per second per core",
                    comparisonsPerSecondPerCore.map { String(format: "%.0f", $0) } ?? "not measurable"
                ),
                ("template, median", templateBytes.map { "\($0.median) bytes" } ?? "not measurable"),
            ])
    }

    /// The part of ``table`` that says how often the engine errs.
    var ratesTable: String {
        rows([
            ("images", "\(images)"),
            ("failures to enrol", "\(failuresToEnroll)"),
            ("equal error rate", percent(equalErrorRate)),
            ("FNMR at FMR 1 %", percent(fnmrAtFmr?["0.01"])),
            ("FNMR at FMR 0.1 %", percent(fnmrAtFmr?["0.001"])),
            ("FNMR at no false match", percent(fnmrAtFmr?["0"])),
        ])
    }
}

extension EvaluationSummary.WithoutWorst {
    /// The rates for people, one a line.
    var table: String {
        rows([
            ("images", "\(images)"), ("equal error rate", percent(equalErrorRate)),
            ("FNMR at FMR 1 %", percent(fnmrAtFmr?["0.01"])), ("FNMR at FMR 0.1 %", percent(fnmrAtFmr?["0.001"])),
            ("FNMR at no false match", percent(fnmrAtFmr?["0"])),
        ])
    }
}

extension ConfidenceIntervals {
    /// The intervals for people, one a line.
    var table: String {
        func range(_ interval: Interval?) -> String { "\(percent(interval?.low)) to \(percent(interval?.high))" }
        return rows([
            ("equal error rate", range(equalErrorRate)), ("FNMR at FMR 1 %", range(fnmrAtFmr["0.01"])),
            ("FNMR at FMR 0.1 %", range(fnmrAtFmr["0.001"])),
        ])
    }
}

/// A rate as people write it.
func percent(_ rate: Double?) -> String { rate.map { String(format: "%.2f %%", $0 * 100) } ?? "not measurable" }

private func rows(_ rows: [(String, String)]) -> String {
    rows.map { $0.0.padding(toLength: 34, withPad: " ", startingAt: 0) + $0.1 }.joined(separator: "\n")
}
