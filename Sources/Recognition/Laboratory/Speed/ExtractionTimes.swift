public import Fingerprint
public import Imaging

/// What each step of the extractor costs, in milliseconds that a thread spends on a core.
public struct ExtractionTimes: Sendable, Codable {
    /// From one intermediate to the next.
    public struct Step: Sendable, Codable {
        public let name: String
        public let milliseconds: Spread
    }

    public let pictures: Int
    /// In the order of the extractor; a step that did not happen is not there.
    public let steps: [Step]
    /// Nil where there was no picture.
    public let whole: Spread?

    /// Times every picture once, after one that fills the caches; a refusal counts like a template.
    ///
    /// - Parameter progress: called after each picture with how many are done.
    public init(of images: [GrayImage], by extractor: TemplateExtractor, progress: (Int) -> Void = { _ in }) {
        if let first = images.first { _ = try? extractor.extract(first) }
        var times: [String: [Double]] = [:]
        var sums: [Double] = []
        for (index, image) in images.enumerated() {
            let clock = StageClock()
            _ = try? extractor.extract(image, observer: clock)
            clock.end()
            for (name, seconds) in clock.seconds { times[name, default: []].append(seconds * 1000) }
            sums.append(clock.seconds.reduce(0) { $0 + $1.seconds } * 1000)
            progress(index + 1)
        }
        pictures = images.count
        whole = Spread(sums)
        steps = StageClock.names.compactMap { name in
            times[name].flatMap { Spread($0) }.map { Step(name: name, milliseconds: $0) }
        }
    }
}

/// Reads the clock at each stage; nothing is laid out for it, so the extractor does what it does unobserved.
private final class StageClock: StageObserver {
    /// The steps that end with an intermediate; those in between take no time of their own.
    private static let steps: [Stage: String] = [
        .normalised: "resolution and contrast", .mask: "directions and segmentation", .heat: "network",
        .enhanced: "filters", .reliability: "reliability",
    ]
    private static let last = "minutiae, quality, template"
    static let names =
        [Stage.normalised, .mask, .heat, .enhanced, .reliability].compactMap { steps[$0] } + [last]

    let wantsValues = false
    private(set) var seconds: [(name: String, seconds: Double)] = []
    private var before = ThreadClock.now()

    func reached(_ stage: Stage) {
        if let name = Self.steps[stage] { note(name) }
    }

    func end() { note(Self.last) }

    func observe(_ stage: Stage, width: Int, height: Int, values: [Float]) {}

    private func note(_ name: String) {
        let now = ThreadClock.now()
        seconds.append((name, now - before))
        before = now
    }
}
