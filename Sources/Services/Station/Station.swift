public import Capture
internal import DeviceSettings
public import Fingerprint
internal import Foundation
internal import Ground
internal import Identification
public import Logging
public import ServiceLifecycle

/// The workflow at the glass, read from top to bottom: capture, extract, search, decide, queue.
///
/// Nothing about a traveller outlives `serve()`, except the sealed item of a hit.
public actor Station: Service {
    private let reader: any FingerprintReader
    private let extractor: TemplateExtractor
    private let inForce: InForce
    private let hits: HitWriter
    private let policy: StationPolicy
    private let announcer: Announcer
    private let ledger: Ledger
    private let logger: Logger
    private let clock = ContinuousClock()

    public init(
        reader: any FingerprintReader, extractor: TemplateExtractor, inForce: InForce, hits: HitWriter,
        policy: StationPolicy, announcer: Announcer, ledger: Ledger, logger: Logger
    ) {
        self.reader = reader
        self.extractor = extractor
        self.inForce = inForce
        self.hits = hits
        self.policy = policy
        self.announcer = announcer
        self.ledger = ledger
        self.logger = logger
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.keepServing() }
        await reader.close()
    }

    /// Serves travellers until cancelled; after a fault the reader is opened again, as soon as that works.
    private func keepServing() async {
        while !Task.isCancelled {
            do {
                try await reader.open()
                while true { try await serve() }
            } catch let fault {
                if Task.isCancelled { return }
                logger.error("reader fault", metadata: ["fault": "\(fault)"])
            }
        }
    }

    /// One traveller, from the first finger on the glass to the answer.
    private func serve() async throws(Fault) {
        let correlation = UUIDv7()
        let assessor = PrintAssessor(extractor: extractor, minimumQuality: policy.minimumQuality, logger: logger)
        let acquisition = try await acquire(from: reader, policy: policy.acquisition, assess: assessor.assess) {
            [announcer] event in
            switch event {
            case .fingerOn(let attempt): announcer.announce(.capturing(correlation: correlation, attempt: attempt))
            case .placeAgain(let retry, let attempt):
                announcer.announce(
                    .retry(RetryRequest(correlation: correlation, attempt: attempt, reason: retry.reason)))
            }
        }
        switch acquisition {
        case .accepted(let print, let attempts): await answer(print, correlation: correlation, attempts: attempts)
        // A print below the site's quality is still better searched than not, once the attempts are used up.
        case .refused(let best, _, let attempts): await answer(best, correlation: correlation, attempts: attempts)
        case .abandoned: return announcer.announce(.abandoned(correlation: correlation))
        }
        try await reader.awaitFingerOff()
        announcer.announce(.glassFree)
    }

    /// Search, decision, sealed item, answer.
    private func answer(_ print: AssessedPrint?, correlation: UUIDv7, attempts: Int) async {
        guard let print else {
            return await conclude(Answer(correlation, .yellow, [.noUsablePrint], attempts: attempts), since: clock.now)
        }
        let fingerOn = print.frame.fingerOn
        let quality = Int(print.extraction.quality.value)
        guard let lists = inForce.current else {
            let doubtful = Answer(correlation, .yellow, [.noList], attempts: attempts, quality: quality)
            return await conclude(doubtful, since: fingerOn)
        }
        let now = Date()
        if lists.isStale(at: now), policy.expired == .stop {
            var doubtful = Answer(correlation, .yellow, [.staleList], attempts: attempts, quality: quality)
            doubtful.listAge = lists.age(at: now)
            return await conclude(doubtful, since: fingerOn)
        }
        let searched = clock.now
        let decision = lists.gallery.search(
            print.extraction.template, policy: policy.decision, threads: policy.searchThreads,
            where: { lists.isValid($0, at: now) })
        // A poor print that finds nobody proves nothing: green would be a wrong silence.
        let isProof = quality >= policy.minimumQuality || decision.colour != .green
        var answer = Answer(
            correlation, isProof ? decision.colour : .yellow, isProof ? [] : [.noUsablePrint], attempts: attempts,
            quality: quality)
        if decision.colour == .yellow { answer.doubts.append(.resemblance) }
        answer.gallerySize = decision.gallerySize
        answer.generations = lists.generations
        answer.matches = decision.candidates.compactMap { Match($0, record: lists.record($0.key)) }
        answer.listAge = lists.age(at: now)
        if lists.isStale(at: now) { answer.doubts.append(.staleList) }
        let queueing = clock.now
        if decision.colour != .green {
            do {
                answer.item = try await hits.queue(
                    decision, of: print.extraction, in: print.frame, correlation: correlation,
                    generations: lists.generations)
            } catch {
                answer.doubts.append(.notQueued)
                logger.critical("hit could not be queued", metadata: ["fault": "\(error)"])
            }
            answer.stages.queue = milliseconds(clock.now - queueing)
        }
        answer.stages.capture = milliseconds(print.frame.decoded - print.frame.fingerOn)
        answer.stages.extraction = milliseconds(print.extracted - print.frame.decoded)
        answer.stages.search = milliseconds(queueing - searched)
        await conclude(answer, since: fingerOn)
    }

    private func conclude(_ answer: Answer, since fingerOn: ContinuousClock.Instant) async {
        var answer = answer
        answer.stages.total = milliseconds(clock.now - fingerOn)
        await ledger.record(answer)
        announcer.announce(.answer(answer))
        // Of a traveller only the class of the answer is logged: never a candidate, never a score.
        logger.info(
            "answer",
            metadata: [
                "correlation": "\(answer.correlation)", "colour": "\(answer.colour)", "attempts": "\(answer.attempts)",
                "milliseconds": "\(answer.stages.total)", "doubts": "\(answer.doubts.map(\.rawValue))",
                "item": "\(answer.item?.description ?? "none")",
            ])
    }

    private func milliseconds(_ duration: Duration) -> Double { duration / .milliseconds(1) }
}
