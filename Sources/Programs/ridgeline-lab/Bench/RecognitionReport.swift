import Foundation
import Laboratory

/// What `ridgeline bench recognition` has measured; times in milliseconds of one core.
struct RecognitionReport: Encodable {
    let detection: String
    let prints: String
    let extraction: ExtractionTimes
    let pictures: [PictureGrowth.Point]
    let printComparisonsPerSecond: Double
    let printMinutiae: Double
    /// At rest, as in a list.
    let templateBytes: Spread?
    /// Ready for comparison.
    let preparedBytes: Spread?
    let byMinutiae: [ComparisonSpeed.ByMinutiae]
    let byGallery: [ComparisonSpeed.ByGallery]
    let comparisonsCounted: Int
    /// Nil where nobody counts.
    let allocations: Int?
    let memoryMegabytesPerSecond: Double

    var text: String {
        let steps = extraction.steps.map {
            Self.row([$0.name, Self.number($0.milliseconds.median), Self.number($0.milliseconds.p95)])
        }
        let sizes = pictures.map {
            Self.row([
                "\($0.width) x \($0.height)", Self.number($0.milliseconds.median), Self.number($0.milliseconds.p95),
                "\($0.minutiae)",
            ])
        }
        let templates = byMinutiae.map {
            Self.row([
                "\($0.minutiae)", "\($0.templateBytes)", "\($0.preparedBytes)", Self.number($0.preparingMicroseconds),
                Self.whole($0.comparisonsPerSecond),
            ])
        }
        let galleries = byGallery.map {
            Self.row([
                "\($0.fingers)", Self.number($0.searchMilliseconds.median), Self.whole($0.comparisonsPerSecond),
                Self.whole($0.preparedMegabytes), Self.whole($0.megabytesReadPerSecond),
            ])
        }
        return """
            Extraction by the \(detection), \(extraction.pictures) prints (\(prints)), ms of one core
            \(Self.row(["step", "median", "p95"]))
            \(steps.joined(separator: "\n"))
            \(Self.row(["whole", Self.number(extraction.whole?.median), Self.number(extraction.whole?.p95)]))

            As pictures grow, filled with ridges
            \(Self.row(["pixels", "median", "p95", "minutiae"]))
            \(sizes.joined(separator: "\n"))

            Prepared comparisons of these prints (\(Self.number(printMinutiae)) minutiae): \
            \(Self.whole(printComparisonsPerSecond)) per second
            A template: \(Self.whole(templateBytes?.median)) bytes at rest, \(Self.whole(preparedBytes?.median)) prepared
            Allocations in \(comparisonsCounted) comparisons: \(allocations.map { "\($0)" } ?? "not counted")

            As templates grow
            \(Self.row(["minutiae", "bytes", "prepared", "µs to prepare", "comparisons/s"]))
            \(templates.joined(separator: "\n"))

            As galleries grow, 55 minutiae, one search on one core
            \(Self.row(["fingers", "ms", "comparisons/s", "MB prepared", "MB/s read"]))
            \(galleries.joined(separator: "\n"))
            This machine copies \(Self.whole(memoryMegabytesPerSecond)) MB/s in memory.
            """
    }

    private static func row(_ cells: [String]) -> String {
        let first = cells[0].padding(toLength: 28, withPad: " ", startingAt: 0)
        return first
            + cells.dropFirst().map { String(repeating: " ", count: max(1, 15 - $0.count)) + $0 }.joined()
    }

    private static func number(_ value: Double?) -> String { value.map { String(format: "%.2f", $0) } ?? "–" }
    private static func whole(_ value: Double?) -> String { value.map { String(format: "%.0f", $0) } ?? "–" }
}
