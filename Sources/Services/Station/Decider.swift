internal import DeviceSettings
internal import Encounters
internal import Foundation
internal import Ground
internal import Identification
internal import Logging

/// From samples to a verdict that is queued and accounted for.
struct Decider: Sendable {
    /// From which score two samples of a traveller are taken to be of one finger: a stranger's would reach it once in a million.
    private static let sameFinger = 6.0

    let currentLists: CurrentLists
    let hits: HitWriter
    let duty: OfficerOnDuty
    let policy: StationPolicy
    let announcer: Announcer
    let recorder: AuditRecorder
    let logger: Logger
    let clockWatch: ClockWatch?

    /// An encounter with nothing taken yet.
    ///
    /// - Parameter kinds: that this station can take; what else the plan asks for is missing from the start.
    func begin(_ plan: Plan, kinds: Set<ModalityKind>) -> Encounter {
        let now = Date()
        let lists = currentLists.newest
        var encounter = Encounter(
            officer: duty.officer, purpose: duty.purpose, time: now, progress: PlanProgress(plan), lists: lists)
        for place in encounter.progress.open(where: { !kinds.contains($0.kind) }) {
            encounter.progress.miss(place, .noDevice)
        }
        if clockWatch?.fault(at: now) != nil { encounter.doubts.append(.clockBehind) }
        if announcer.screen.alarms.contains(where: \.part.isSetAside) { encounter.doubts.append(.setAside) }
        encounter.doubts += doubts(of: lists)
        guard !currentLists.isShutOut else {
            encounter.doubts += [.revoked, .noList]
            return encounter
        }
        guard let lists else {
            encounter.doubts.append(.noList)
            return encounter
        }
        if lists.isStale(at: now) { encounter.doubts.append(.staleList) }
        if lists.isStale(at: now), policy.expired == .stop { return encounter }
        encounter.search = EncounterSearch(
            lists.galleries, policy: policy.decision, samples: plan.steps.count, threads: policy.searchThreads
        ) { lists.isValid($0, at: now) }
        return encounter
    }

    /// What keeps lists that were refused from being searched as the centre has published them last.
    private func doubts(of lists: CurrentLists.Snapshot?) -> [Verdict.Doubt] {
        guard let lists, let refused = announcer.screen.refusedLists?.keys else { return [] }
        let missing = refused.filter { !$0.isEmpty && lists.generations[$0] == nil }
        return (missing.count < refused.count ? [.listRefused] : []) + (missing.isEmpty ? [] : [.listMissing])
    }

    /// What a sample is searched for with; nil where nothing is searched, or where it cannot be, which is a doubt.
    func probe(of sample: Sample, in encounter: inout Encounter) -> EncounterSearch.Probe? {
        let (began, step) = (ContinuousClock.now, sample.step)
        defer { encounter.stages.search += milliseconds(.now - began) }
        do throws(Fault) {
            return try encounter.search?.probe(sample.template, kind: step.kind, position: step.position)
        } catch {
            // Of a print that was not searched nobody can say that it found nobody.
            if !encounter.doubts.contains(.noUsablePrint) { encounter.doubts.append(.noUsablePrint) }
            logger.error("search", metadata: ["fault": "\(error)"])
            return nil
        }
    }

    /// Whether it shows what was taken before.
    func isRepeated(_ probe: EncounterSearch.Probe?, in encounter: Encounter) -> Bool {
        probe.flatMap { encounter.search?.repeated($0, atLeast: Self.sameFinger) } != nil
    }

    /// Takes a sample up, which is not searched yet.
    func take(
        _ taken: TakenSample, _ probe: EncounterSearch.Probe?, into encounter: inout Encounter, at place: Int,
        attempts: Int
    ) {
        let times = taken.times
        encounter.progress.take(place, sample: encounter.samples.count, attempts: attempts)
        encounter.samples.append(taken.sample)
        if let probe { encounter.waiting.append(probe) }
        encounter.began = times.began
        encounter.stages.capture = milliseconds(times.captured - times.began)
        encounter.stages.extraction = milliseconds(times.extracted - times.captured)
    }

    /// Searches for what was taken where it was declared to belong, and queues an early red, which is on the disk before
    /// anybody sees it.
    func search(_ encounter: inout Encounter) async {
        while !encounter.waiting.isEmpty {
            let probe = encounter.waiting.removeFirst()
            await search(&encounter) { search, _ in search.take(probe) }
        }
    }

    /// Searches for it at all other positions, too: a finger that was declared wrongly is found there.
    func searchEverywhere(_ encounter: inout Encounter) async {
        await search(&encounter) { search, _ in search.takeOtherPositions() }
    }

    /// Searches for prints beside the plan, each by itself: whatever was taken of a listed person is searched. One is a sample
    /// of the hit where it shows somebody, and else gone.
    func searchAside(_ prints: [TakenSample], in encounter: inout Encounter) async {
        for sample in prints.map(\.sample) {
            await searchAside(sample, probe(of: sample, in: &encounter), in: &encounter)
        }
    }

    func searchAside(_ sample: Sample, _ probe: EncounterSearch.Probe?, in encounter: inout Encounter) async {
        await search(&encounter)
        guard let probe else { return }
        await search(&encounter) { search, encounter in
            guard search.takeAside(probe) else { return }
            encounter.aside.insert(encounter.samples.count)
            encounter.samples.append(sample.undeclared)
        }
    }

    private func search(
        _ encounter: inout Encounter, _ body: (inout EncounterSearch, inout Encounter) -> Void
    ) async {
        guard var search = encounter.search.take() else { return }
        let began = ContinuousClock.now
        body(&search, &encounter)
        encounter.decision = search.decision(isLast: encounter.progress.isComplete)
        encounter.search = search
        encounter.stages.search += milliseconds(.now - began)
        if !encounter.progress.isComplete, encounter.decision?.colour == .red { await queue(&encounter) }
    }

    /// The verdict: decided on all that was taken, queued, accounted for.
    func conclude(_ encounter: inout Encounter) async {
        if !encounter.samples.isEmpty {
            await search(&encounter)
            await searchEverywhere(&encounter)
        }
        doubt(&encounter)
        await queue(&encounter)
        encounter.stages.total = encounter.began.map { milliseconds(.now - $0) } ?? 0
        if await !recorder.record(encounter) { encounter.doubts.append(.notRecorded) }
    }

    private func doubt(_ encounter: inout Encounter) {
        func doubt(_ doubt: Verdict.Doubt) {
            if !encounter.doubts.contains(doubt) { encounter.doubts.append(doubt) }
        }
        // Also where the word came between two samples: the lists of before are not this device's to search any more.
        if currentLists.isShutOut { doubt(.revoked) }
        if encounter.samples.isEmpty { return doubt(.noUsablePrint) }
        if !encounter.progress.isWhole { doubt(.incomplete) }
        switch encounter.decision?.colour {
        // A poor print that finds nobody proves nothing: green would be a wrong silence.
        case .green: if encounter.quality < policy.minimumQuality { doubt(.noUsablePrint) }
        case .yellow: doubt(.resemblance)
        case .red, nil: break
        }
    }

    /// A hit is on the disk before anybody sees it.
    private func queue(_ encounter: inout Encounter) async {
        guard let decision = encounter.decision, decision.colour != .green else { return }
        let began = ContinuousClock.now
        do throws(Fault) {
            while let queued = try await hits.queue(encounter) {
                encounter.reported += queued.samples
                encounter.isReported = queued.isLast
                encounter.item = encounter.item ?? queued.item
                if let fault = queued.withoutPicture {
                    logger.error("hit queued without its picture", metadata: ["fault": "\(fault)"])
                }
            }
        } catch {
            if !encounter.doubts.contains(.notQueued) { encounter.doubts.append(.notQueued) }
            logger.critical("hit could not be queued", metadata: ["fault": "\(error)"])
        }
        encounter.stages.queue += milliseconds(.now - began)
    }

    private func milliseconds(_ duration: Duration) -> Double { duration / .milliseconds(1) }
}
