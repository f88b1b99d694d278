internal import Foundation

/// An evaluation as a picture (SVG): on the left how the two error rates are traded, on the right how scores lie.
struct EvaluationPlot {
    private static let (side, margin, gap) = (380.0, 60.0, 90.0)
    /// Rates below are drawn on the edge.
    private static let least = -5.0
    private static let greatestScore = 12.0

    let rates: ErrorRates
    let genuine, impostor: [Double]

    var svg: String {
        let (width, height) = (2 * Self.margin + 2 * Self.side + Self.gap, 2 * Self.margin + Self.side)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="white"/>
            \(panel(at: Self.margin, x: ("false match rate", decades(Self.least)), y: ("false non-match rate", decades(-4)), tradeOff))
            \(panel(at: Self.margin + Self.side + Self.gap, x: ("score", scores), y: ("share of comparisons", decades(Self.least)), distributions))
            </svg>

            """
    }

    // MARK: - What is drawn

    private var tradeOff: String {
        let points = rates.points.map { point in
            (
                1 - Self.decade(rates.falseMatchRate(point)) / Self.least,
                1 + Self.decade(rates.falseNonMatchRate(point)) / 4
            )
        }
        return line(points.map { ($0, max(0, $1)) }, "steelblue")
    }

    private var distributions: String {
        line(steps(impostor), "firebrick") + line(steps(genuine), "seagreen")
            + #"<text x="370" y="16" text-anchor="end" fill="firebrick">different fingers</text>"#
            + #"<text x="370" y="32" text-anchor="end" fill="seagreen">one finger</text>"#
    }

    /// The outline of a histogram of quarters of a score.
    private func steps(_ scores: [Double]) -> [(Double, Double)] {
        let bins = Int(Self.greatestScore * 4) + 1
        var counts = [Int](repeating: 0, count: bins)
        for score in scores { counts[min(bins - 1, max(0, Int(score * 4)))] += 1 }
        return counts.enumerated().flatMap { bin, count in
            let height = 1 - Self.decade(Double(count) / Double(max(1, scores.count))) / Self.least
            return [(Double(bin) / Double(bins), height), (Double(bin + 1) / Double(bins), height)]
        }
    }

    // MARK: - Axes and lines

    private static func decade(_ rate: Double) -> Double { max(least, log10(max(rate, 1e-12))) }

    private func decades(_ least: Double) -> [(Double, String)] {
        stride(from: least, through: 0, by: 1).map { (1 - $0 / least, $0 == 0 ? "1" : "1e\(Int($0))") }
    }

    private var scores: [(Double, String)] {
        stride(from: 0, through: Self.greatestScore, by: 2).map { ($0 / (Self.greatestScore + 0.25), "\(Int($0))") }
    }

    private func panel(
        at left: Double, x: (name: String, ticks: [(Double, String)]), y: (name: String, ticks: [(Double, String)]),
        _ content: String
    ) -> String {
        let side = Self.side
        var axes = #"<rect width="\#(side)" height="\#(side)" fill="none" stroke="black"/>"#
        for (at, label) in x.ticks {
            axes += #"<path d="M\#(place(at)) 0V\#(side)" stroke="gainsboro"/>"#
            axes += #"<text x="\#(place(at))" y="\#(side + 18)" text-anchor="middle">\#(label)</text>"#
        }
        for (at, label) in y.ticks {
            axes += #"<path d="M0 \#(place(1 - at))H\#(side)" stroke="gainsboro"/>"#
            axes += #"<text x="-6" y="\#(place(1 - at))" dy="4" text-anchor="end">\#(label)</text>"#
        }
        axes += #"<text x="\#(side / 2)" y="\#(side + 40)" text-anchor="middle">\#(x.name)</text>"#
        axes += #"<text transform="translate(-44 \#(side / 2)) rotate(-90)" text-anchor="middle">\#(y.name)</text>"#
        return #"<g transform="translate(\#(left) \#(Self.margin))">\#(axes)\#(content)</g>"#
    }

    private func place(_ share: Double) -> String { String(format: "%.1f", share * Self.side) }

    /// Points within a square of side 1, the origin at the bottom left; those that fall on one another are drawn once.
    private func line(_ points: [(Double, Double)], _ colour: String) -> String {
        var path: [String] = []
        for (x, y) in points {
            let here = "\(place(x)) \(place(1 - y))"
            if path.last != here { path.append(here) }
        }
        return #"<path d="M\#(path.joined(separator: "L"))" fill="none" stroke="\#(colour)" stroke-width="1.5"/>"#
    }
}

extension Evaluation {
    /// The trade-off of the error rates and the distributions of the scores, as SVG; nil without pairs of both kinds.
    public var plot: String? {
        errorRates.map { rates in
            func scores(ofOneFinger: Bool) -> [Double] {
                pairs.compactMap { first, second, score in (first.finger == second.finger) == ofOneFinger ? score : nil
                }
            }
            return EvaluationPlot(
                rates: rates, genuine: scores(ofOneFinger: true), impostor: scores(ofOneFinger: false)
            ).svg
        }
    }
}
