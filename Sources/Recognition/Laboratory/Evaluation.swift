public import Fingerprint
internal import Foundation
public import Imaging
internal import Synchronization

/// Every print of a set enrolled and compared with every other, and what that says about the engine.
public struct Evaluation: Sendable {
    /// In the order of the set.
    public let enrolments: [Enrolment]
    /// One per pair, first print before second in the order of the set; nil where either failed to enrol.
    public let scores: [Double?]
    /// Comparisons of prepared templates per second of one core.
    public let comparisonsPerSecondPerCore: Double?

    /// How far an evaluation has come.
    public enum Stage: String, Sendable { case extracting, comparing }
    /// Called from any thread after each print: the stage, how many are done, and of how many.
    public typealias Progress = @Sendable (Stage, Int, Int) -> Void

    /// Measures an engine on a set.
    ///
    /// - Parameters:
    ///   - threads: how many prints to work on at once; figures per core do not depend on it.
    ///   - matcher: the matcher's parameters.
    ///   - extract: the engine's extractor; called from several threads at once.
    public init(
        of set: PrintSet, pixelsPerInch: Double? = nil, threads: Int = 1, matcher: MatcherParameters = .standard,
        progress: Progress = { _, _, _ in }, extract: @escaping @Sendable (GrayImage) throws -> Template
    ) {
        let count = set.prints.count
        self.init(
            enrolments: Self.spread(count, threads: threads, report: { progress(.extracting, $0, count) }) {
                Enrolment(set.prints[$0], pixelsPerInch: pixelsPerInch, extract: extract)
            }, threads: threads, matcher: matcher, progress: progress)
    }

    /// The same prints compared anew.
    ///
    /// - Parameter change: what the matcher is given for each template; where it throws, the print fails to enrol.
    public func repeated(
        matcher: MatcherParameters = .standard, threads: Int = 1, progress: Progress = { _, _, _ in },
        as change: (Template) throws -> Template
    ) -> Evaluation {
        Evaluation(
            enrolments: enrolments.map { enrolment in
                Enrolment(
                    print: enrolment.print, result: Result { try change(enrolment.result.get()) },
                    milliseconds: enrolment.milliseconds)
            }, threads: threads, matcher: matcher, progress: progress)
    }

    private init(enrolments: [Enrolment], threads: Int, matcher: MatcherParameters, progress: Progress) {
        let count = enrolments.count
        let references = enrolments.map { $0.template.map { PreparedTemplate($0) } }
        let rows = Self.spread(count, threads: threads, report: { progress(.comparing, $0, count) }) {
            Row(probe: $0, references, matcher)
        }
        self.enrolments = enrolments
        scores = rows.flatMap(\.scores)
        let seconds = rows.reduce(0) { $0 + $1.seconds }
        let comparisons = scores.count { $0 != nil }
        comparisonsPerSecondPerCore = seconds > 0 ? Double(comparisons) / seconds : nil
    }

    init(enrolments: [Enrolment], scores: [Double?], comparisonsPerSecondPerCore: Double?) {
        self.enrolments = enrolments
        self.scores = scores
        self.comparisonsPerSecondPerCore = comparisonsPerSecondPerCore
    }

    /// One print against all that follow it.
    private struct Row: Sendable {
        let scores: [Double?]
        let seconds: Double

        init(probe: Int, _ references: [PreparedTemplate?], _ parameters: MatcherParameters) {
            let following = references[(probe + 1)...]
            guard let prepared = references[probe] else {
                scores = following.map { _ in nil }
                seconds = 0
                return
            }
            let start = ThreadClock.now()
            let matcher = Matcher(probe: prepared, parameters: parameters)
            scores = following.map { $0.map { matcher.score(against: $0) } }
            seconds = ThreadClock.now() - start
        }
    }

    /// Results of `work` for 0..<count in order, worked out on some threads.
    private static func spread<Result: Sendable>(
        _ count: Int, threads: Int, report: @Sendable (Int) -> Void, _ work: @Sendable (Int) -> Result
    ) -> [Result] {
        let next = Atomic(0)
        let done = Atomic(0)
        let results = Mutex([Result?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                let result = work(index)
                results.withLock { $0[index] = result }
                report(done.wrappingAdd(1, ordering: .relaxed).newValue)
            }
        }
        return results.withLock { $0.compactMap { $0 } }
    }
}
