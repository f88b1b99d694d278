internal import Fingerprint

/// The engine with one thing left out, to see what it is worth.
public struct Ablation: Sendable {
    public let name: String
    /// Whether the network finds the minutiae; else the filters do.
    let isLearned: Bool
    let matcher: MatcherParameters
    /// Whether the matcher is told how sure the extractor was of each minutia.
    let knowsSureness: Bool

    private init(
        _ name: String, isLearned: Bool = true, knowsSureness: Bool = true,
        _ change: (inout MatcherParameters) -> Void = { _ in }
    ) {
        self.name = name
        self.isLearned = isLearned
        self.knowsSureness = knowsSureness
        var parameters = MatcherParameters.standard
        change(&parameters)
        matcher = parameters
    }

    /// The whole engine first.
    public static let all = [
        Ablation("everything"),
        Ablation("filters instead of the network", isLearned: false),
        Ablation("minutiae all count alike", knowsSureness: false),
        Ablation("half as many correspondences (16)") { $0.candidates = 16 },
        Ablation("each correspondence's own support, no consensus") { $0.spectrumRounds = 1 },
        Ablation("stretch not undone") { $0.warpStiffness = .infinity },
        Ablation("evidence without the coinciding minutiae") { $0.shareWeight = 0 },
        Ablation("evidence without the agreement") { $0.agreementWeight = 0 },
        // Not quite none: an empty overlap would divide nothing by nothing.
        Ablation("no imagined misses in the overlap") { $0.overlapPrior = 0.01 },
    ]

    /// What the matcher is given.
    func template(_ template: Template) -> Template {
        guard !knowsSureness else { return template }
        let minutiae = template.minutiae.map { minutia in
            var minutia = minutia
            minutia.quality = 0
            return minutia
        }
        return Template(width: template.width, height: template.height, quality: template.quality, minutiae: minutiae)
    }
}

/// Error rates of a set with each ``Ablation``.
public struct AblationTable: Sendable, Codable {
    public struct Row: Sendable, Codable {
        public let name: String
        public let equalErrorRate: Double
        public let fnmrAtFmr1000th: Double
    }

    public let rows: [Row]

    /// Extracts the set twice, once in each way, and compares it as often as there are ablations.
    ///
    /// - Parameter progress: as in ``Evaluation``, for each of them anew.
    public init(of set: PrintSet, pixelsPerInch: Double?, threads: Int, progress: Evaluation.Progress) {
        func evaluation(_ detection: TemplateExtractor.Detection) -> Evaluation {
            let extractor = TemplateExtractor(detection: detection)
            return Evaluation(of: set, pixelsPerInch: pixelsPerInch, threads: threads, progress: progress) {
                try extractor.extract($0).template
            }
        }
        let (learned, filtered) = (evaluation(.network(.standard)), evaluation(.filters))
        rows = Ablation.all.compactMap { ablation in
            (ablation.isLearned ? learned : filtered)
                .repeated(matcher: ablation.matcher, threads: threads, progress: progress, as: ablation.template)
                .errorRates.map {
                    Row(
                        name: ablation.name, equalErrorRate: $0.equalErrorRate,
                        fnmrAtFmr1000th: $0.falseNonMatchRate(atFalseMatchRate: 0.001))
                }
        }
    }
}
