public import Capture
internal import DeviceSettings
public import Fingerprint
internal import Foundation
internal import Ground
internal import Identification
public import Logging
public import Operations
public import ServiceLifecycle

/// The workflow at the glass, read from top to bottom: capture, extract, search, decide, queue.
///
/// Nothing about a traveller outlives `serve()`, except the sealed item of a hit. It searches and commits on a thread of
/// its own, where it holds nobody up.
public actor Station: Service {
    private let reader: any FingerprintReader
    private let extractor: TemplateExtractor
    private let currentLists: CurrentLists
    private let hits: HitWriter
    private let duty: OfficerOnDuty
    private let policy: StationPolicy
    private let announcer: Announcer
    private let recorder: AuditRecorder
    private let logger: Logger
    private let heartbeat: Heartbeat
    private let clockWatch: ClockWatch?
    private let clock: any Clock<Duration>
    private let thread = ThreadExecutor(name: "station")
    /// Between two openings of a reader that fails each time it is asked for a finger.
    private var backOff = BackOff(first: .milliseconds(100), limit: .seconds(5))

    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - heartbeat: beats from a finger on the glass to its verdict, which takes a second or two; between travellers it
    ///     rests.
    ///   - clockWatch: says whether the wall clock is to be doubted.
    ///   - clock: for the pauses after a fault.
    public init(
        reader: any FingerprintReader, extractor: TemplateExtractor, currentLists: CurrentLists, hits: HitWriter,
        duty: OfficerOnDuty,
        policy: StationPolicy, announcer: Announcer, recorder: AuditRecorder, logger: Logger,
        heartbeat: Heartbeat = Heartbeat(patience: .seconds(60)), clockWatch: ClockWatch? = nil,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.reader = reader
        self.extractor = extractor
        self.currentLists = currentLists
        self.hits = hits
        self.duty = duty
        self.policy = policy
        self.announcer = announcer
        self.recorder = recorder
        self.logger = logger
        self.heartbeat = heartbeat
        self.clockWatch = clockWatch
        self.clock = clock
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.keepServing() }
        await reader.close()
    }

    /// Serves travellers until cancelled; after a fault the reader is opened again, as soon as that works.
    private func keepServing() async {
        while !Task.isCancelled {
            do throws(Fault) {
                try await reader.open()
                while true {
                    try await serve()
                    backOff.reset()
                }
            } catch {
                heartbeat.resting()
                if Task.isCancelled { return }
                announcer.announce(.unfinished(.readerFailed))
                logger.error("reader fault", metadata: ["fault": "\(error)"])
                try? await clock.sleep(for: backOff.step())
            }
        }
    }

    /// One traveller, from the first finger on the glass to the verdict.
    private func serve() async throws(Fault) {
        let correlation = UUIDv7()
        let assessor = PrintAssessor(extractor: extractor, minimumQuality: policy.minimumQuality, logger: logger)
        let acquisition = try await acquire(from: reader, policy: policy.acquisition, assess: assessor.assess) {
            [announcer, heartbeat] event in
            switch event {
            case .fingerOn(let attempt):
                heartbeat.working()
                announcer.announce(.fingerOn(Stage.Attempt(correlation: correlation, number: attempt)))
            case .placeAgain(let retry, let attempt):
                heartbeat.resting()
                announcer.announce(
                    .placeAgain(Stage.Attempt(correlation: correlation, number: attempt), retry.reason))
            }
        }
        switch acquisition {
        case .accepted(let print, let attempts): await conclude(print, correlation, attempts: attempts)
        // A print below the site's quality is still better searched than not, once the attempts are used up.
        case .refused(let best, _, let attempts): await conclude(best, correlation, attempts: attempts)
        case .abandoned: return announcer.announce(.unfinished(.travellerLeft))
        }
        heartbeat.resting()
        try await reader.awaitFingerOff()
        announcer.announce(.glassFree)
    }

    /// From the print to the verdict on the screen: searched, queued, accounted for, shown.
    private func conclude(_ print: AssessedPrint?, _ correlation: UUIDv7, attempts: Int) async {
        announcer.announce(.searching(Stage.Attempt(correlation: correlation, number: attempts)))
        let began = print?.frame.fingerOn ?? .now
        var encounter = Encounter(
            correlation: correlation, officer: duty.officer, purpose: duty.purpose, time: Date(), attempts: attempts,
            print: print, lists: currentLists.newest)
        if clockWatch?.fault(at: encounter.time) != nil { encounter.doubts.append(.clockBehind) }
        if announcer.screen.alarms.contains(where: \.part.isSetAside) { encounter.doubts.append(.setAside) }
        encounter.doubts += doubts(of: encounter.lists)
        search(&encounter)
        await queue(&encounter)
        encounter.stages.total = milliseconds(.now - began)
        if await !recorder.record(encounter) { encounter.doubts.append(.notRecorded) }
        announcer.announce(.verdict(encounter.verdict))
        logger.info("verdict", metadata: encounter.metadata)
    }

    /// What keeps lists that were refused from being searched as the centre has published them last.
    private func doubts(of lists: CurrentLists.Snapshot?) -> [Verdict.Doubt] {
        guard let lists, let refused = announcer.screen.refusedLists?.keys else { return [] }
        let missing = refused.filter { !$0.isEmpty && lists.generations[$0] == nil }
        return (missing.count < refused.count ? [.listRefused] : []) + (missing.isEmpty ? [] : [.listMissing])
    }

    private func search(_ encounter: inout Encounter) {
        guard let print = encounter.print else { return encounter.doubts.append(.noUsablePrint) }
        encounter.stages.capture = milliseconds(print.frame.decoded - print.frame.fingerOn)
        encounter.stages.extraction = milliseconds(print.extracted - print.frame.decoded)
        guard !currentLists.isShutOut else { return encounter.doubts += [.revoked, .noList] }
        guard let lists = encounter.lists else { return encounter.doubts.append(.noList) }
        let isStale = lists.isStale(at: encounter.time)
        if isStale, policy.expired == .stop { return encounter.doubts.append(.staleList) }
        let began = ContinuousClock.now
        let time = encounter.time
        var search = EncounterSearch(
            lists.galleries, policy: policy.decision, samples: 1, threads: policy.searchThreads
        ) { lists.isValid($0, at: time) }
        do throws(Fault) {
            let template = print.extraction.template.withBytes { WipingBytes($0) }
            try search.take(template, kind: .finger, position: 0)
        } catch {
            logger.error("search", metadata: ["fault": "\(error)"])
            return encounter.doubts.append(.noUsablePrint)
        }
        let decision = search.decision(isLast: true)
        encounter.stages.search = milliseconds(.now - began)
        encounter.decision = decision
        switch decision.colour {
        // A poor print that finds nobody proves nothing: green would be a wrong silence.
        case .green: if encounter.quality < policy.minimumQuality { encounter.doubts.append(.noUsablePrint) }
        case .yellow: encounter.doubts.append(.resemblance)
        case .red: break
        }
        if isStale { encounter.doubts.append(.staleList) }
    }

    /// A hit is on the disk before anybody sees it.
    private func queue(_ encounter: inout Encounter) async {
        guard let decision = encounter.decision, decision.colour != .green else { return }
        let began = ContinuousClock.now
        do throws(Fault) {
            let queued = try await hits.queue(encounter)
            encounter.item = queued?.item
            if let fault = queued?.withoutPicture {
                logger.error("hit queued without its picture", metadata: ["fault": "\(fault)"])
            }
        } catch {
            encounter.doubts.append(.notQueued)
            logger.critical("hit could not be queued", metadata: ["fault": "\(error)"])
        }
        encounter.stages.queue = milliseconds(.now - began)
    }

    private func milliseconds(_ duration: Duration) -> Double { duration / .milliseconds(1) }
}
