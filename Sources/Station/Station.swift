public import Capture
public import Fingerprint
public import Foundation
public import Ground
internal import Identification
internal import Imaging
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
    private let logger: Logger
    private let clock = ContinuousClock()

    public init(
        reader: any FingerprintReader, extractor: TemplateExtractor, inForce: InForce, hits: HitWriter,
        policy: StationPolicy, announcer: Announcer, logger: Logger
    ) {
        self.reader = reader
        self.extractor = extractor
        self.inForce = inForce
        self.hits = hits
        self.policy = policy
        self.announcer = announcer
        self.logger = logger
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.keepServing() }
        await reader.close()
    }

    /// Serves travellers until cancelled; a fault of the reader is shown, and the reader opened again.
    private func keepServing() async {
        var pause = Duration.milliseconds(100)
        while !Task.isCancelled {
            do {
                try await reader.open()
                announcer.announce(.state(StationState(.ready)))
                pause = .milliseconds(100)
                while true { try await serve() }
            } catch let fault {
                if Task.isCancelled { return }
                let name: StationState.Name = fault.code.rawValue == "device.unplugged" ? .unplugged : .fault
                announcer.announce(.state(StationState(name, reason: fault.description)))
                logger.error("reader fault", metadata: ["fault": "\(fault)", "retryIn": "\(pause)"])
                await reader.close()
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(1))
            }
        }
    }

    /// One traveller, from the first finger on the glass to the answer.
    private func serve() async throws(Fault) {
        try await reader.awaitFinger()
        let correlation = UUIDv7()
        var best: Print?
        for attempt in 1...policy.attempts {
            announcer.announce(.capturing(correlation: correlation, attempt: attempt))
            let touched = clock.now
            let (print, objection) = examine(try await reader.capture())
            if let print, print.extraction.quality.value >= best?.extraction.quality.value ?? 0 { best = print }
            guard let objection, attempt < policy.attempts else {
                await answer(
                    best, correlation: correlation, attempts: attempt, fingerOn: print?.frame.fingerOn ?? touched)
                break
            }
            logger.info(
                "another attempt",
                metadata: ["correlation": "\(correlation)", "attempt": "\(attempt)", "reason": "\(objection)"])
            announcer.announce(.retry(RetryRequest(correlation: correlation, attempt: attempt, reason: objection)))
            try await reader.awaitFingerOff()
            guard try await fingerReturns() else {
                announcer.announce(.abandoned(correlation: correlation))
                logger.info("abandoned", metadata: ["correlation": "\(correlation)"])
                return
            }
        }
        try await reader.awaitFingerOff()
        announcer.announce(.glassFree)
    }

    /// A frame with what was extracted from it.
    private struct Print {
        let frame: Frame
        let extraction: Extraction
        let extracted: ContinuousClock.Instant
    }

    /// The print of a frame, if it has one, and what speaks against using it, if anything does.
    private func examine(_ frame: Frame?) -> (Print?, Retry.Reason?) {
        guard let frame else { return (nil, .removedTooSoon) }
        do {
            let extraction = try extractor.extract(frame.image)
            let print = Print(frame: frame, extraction: extraction, extracted: clock.now)
            let poor = extraction.quality.value < policy.minimumQuality
            return (print, poor ? extraction.quality.advice : nil)
        } catch {
            switch error {
            case .retry(let retry): return (nil, retry.reason)
            case .fault(let fault):
                logger.error("extraction", metadata: ["fault": "\(fault)"])
                return (nil, .poorQuality)
            }
        }
    }

    /// Search, decision, sealed item, answer.
    private func answer(
        _ print: Print?, correlation: UUIDv7, attempts: Int, fingerOn: ContinuousClock.Instant
    ) async {
        guard let print else {
            return conclude(.init(correlation, .yellow, [.noUsablePrint], attempts: attempts), since: fingerOn)
        }
        let quality = print.extraction.quality.value
        guard let lists = inForce.current else {
            let doubtful = Answer(correlation, .yellow, [.noList], attempts: attempts, quality: quality)
            return conclude(doubtful, since: fingerOn)
        }
        let searching = clock.now
        let decision = lists.gallery.search(
            print.extraction.template, policy: policy.decision, threads: policy.searchThreads)
        var answer = Answer(
            correlation, decision.colour, decision.colour == .yellow ? [.resemblance] : [], attempts: attempts,
            quality: quality)
        answer.gallerySize = decision.gallerySize
        answer.generations = lists.generations
        answer.matches = decision.candidates.compactMap { Match($0, record: lists.record($0.key)) }
        if Duration.seconds(Date().timeIntervalSince(lists.vouched)) > policy.staleAfter {
            answer.doubts.append(.staleList)
        }
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
        answer.stages.search = milliseconds(queueing - searching)
        conclude(answer, since: fingerOn)
    }

    private func conclude(_ answer: Answer, since fingerOn: ContinuousClock.Instant) {
        var answer = answer
        answer.stages.total = milliseconds(clock.now - fingerOn)
        announcer.announce(.answer(answer))
        // Of a traveller only the class of the answer is logged: never a candidate, never a score.
        logger.info(
            "answer",
            metadata: [
                "correlation": "\(answer.correlation)", "colour": "\(answer.colour)", "attempts": "\(answer.attempts)",
                "milliseconds": "\(answer.stages.total)", "doubts": "\(answer.doubts.map(\.rawValue))",
            ])
    }

    /// Whether the traveller places a finger again before the site's patience ends.
    private func fingerReturns() async throws(Fault) -> Bool {
        let reader = reader
        let patience = policy.patience
        let outcome = await withTaskGroup(of: Result<Bool, Fault>.self) { group in
            group.addTask {
                do throws(Fault) {
                    try await reader.awaitFinger()
                    return .success(true)
                } catch { return .failure(error) }
            }
            group.addTask {
                try? await Task.sleep(for: patience)
                return .success(false)
            }
            defer { group.cancelAll() }
            return await group.next() ?? .success(false)
        }
        return try outcome.get()
    }

    private func milliseconds(_ duration: Duration) -> Double { duration / .milliseconds(1) }
}
