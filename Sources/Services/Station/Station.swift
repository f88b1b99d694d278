internal import Capture
internal import Encounters
internal import Foundation
internal import Ground
internal import Identification
public import Logging
public import Operations
public import ServiceLifecycle

/// The workflow at the glass, read from top to bottom: an encounter begins, its samples are taken one by one and searched, the
/// verdict is decided, queued and shown.
///
/// Nothing about a traveller outlives `serve()`, except the sealed items of a hit. It searches and commits on a thread of
/// its own, where it holds nobody up.
public actor Station: Service {
    /// What can happen while nothing is being taken.
    private enum Happening: Sendable {
        /// There is something on this lane to take.
        case traveller(Lane)
        case order(OfficerOrder)
        /// Nobody has come for too long.
        case silence
        case cancelled
    }

    private let lanes: [Lane]
    private let decider: Decider
    private let policy: StationPolicy
    private let orders: OfficerOrders
    private let announcer: Announcer
    private let logger: Logger
    private let heartbeat: Heartbeat
    private let clock: any Clock<Duration>
    private let thread = ThreadExecutor(name: "station")
    /// Lanes on which something lies that was taken.
    private var occupied: Set<ObjectIdentifier> = []

    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - sources: where samples are taken; where there are several of a kind, a plan's steps go round among them.
    ///   - orders: what the officer wants.
    ///   - heartbeat: beats from a finger on the glass to what follows from it, which takes a second or two; between
    ///     travellers it rests.
    ///   - clockWatch: says whether the wall clock is to be doubted.
    ///   - clock: for the pauses after a fault, and for silence.
    public init(
        sources: [any SampleSource], currentLists: CurrentLists, hits: HitWriter, duty: OfficerOnDuty,
        policy: StationPolicy, orders: OfficerOrders = OfficerOrders(), announcer: Announcer, recorder: AuditRecorder,
        logger: Logger, heartbeat: Heartbeat = Heartbeat(patience: .seconds(60)), clockWatch: ClockWatch? = nil,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        lanes = sources.map { Lane($0, clock: clock, logger: logger) }
        decider = Decider(
            currentLists: currentLists, hits: hits, duty: duty, policy: policy, announcer: announcer,
            recorder: recorder, logger: logger, clockWatch: clockWatch)
        self.policy = policy
        self.orders = orders
        self.announcer = announcer
        self.logger = logger
        self.heartbeat = heartbeat
        self.clock = clock
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled { await self.serve() }
        }
        for lane in lanes { await lane.close() }
    }

    /// One traveller, from the first finger on the glass, or the officer's word, to the verdict.
    private func serve() async {
        var touched: Lane?
        var encounter: Encounter
        let first = await next(for: nil)
        // What was meant for the encounter before; from the next line on there is a new one.
        orders.forget()
        switch first {
        case .traveller(let lane): (encounter, touched) = (begin(policy.plan), lane)
        case .order(.begin(let plan)): encounter = begin(plan)
        case .order, .silence, .cancelled: return
        }
        while !encounter.progress.isComplete {
            let happening: Happening = if let lane = touched { .traveller(lane) } else { await next(for: encounter) }
            touched = nil
            switch happening {
            case .traveller(let lane): guard await take(from: lane, into: &encounter) else { return }
            case .order(.begin): break
            case .order(.except(let step, let exception)):
                do throws(Fault) { try encounter.progress.except(step, exception) } catch {
                    logger.notice("order", metadata: ["fault": "\(error)"])
                }
            case .order(.finish): encounter.progress.missRest(.skipped)
            case .order(.cancel): return announcer.announce(.unfinished(.cancelled))
            case .silence: encounter.progress.missRest(.travellerLeft)
            case .cancelled: return
            }
            if !encounter.progress.isComplete { announcer.announce(.progress(EncounterReport(encounter))) }
        }
        await conclude(encounter)
    }

    private func begin(_ plan: Plan) -> Encounter {
        let encounter = decider.begin(plan, kinds: Set(lanes.map(\.source.kind)))
        announcer.announce(.began(EncounterReport(encounter)))
        return encounter
    }

    /// What happens next, to the encounter or before there is one.
    private func next(for encounter: Encounter?) async -> Happening {
        let wanted = lanes.filter { lane in
            encounter.map { !$0.progress.open { $0.kind == lane.source.kind }.isEmpty } ?? true
        }
        let silence = encounter == nil ? nil : policy.silence
        return await withTaskGroup(of: Happening.self) { group in
            for lane in wanted {
                group.addTask {
                    await lane.ready { await self.isFree(lane) } ? .traveller(lane) : .cancelled
                }
            }
            group.addTask { [orders] in await orders.next().map(Happening.order) ?? .cancelled }
            if let silence {
                group.addTask { [clock] in
                    (try? await clock.sleep(for: silence)) == nil ? .cancelled : .silence
                }
            }
            let first = await group.next() ?? .cancelled
            group.cancelAll()
            // An order that came at the same moment is not lost; a lane remembers who stands at it.
            for await other in group { if case .order(let order) = other { orders.giveBack(order) } }
            return first
        }
    }

    private func isFree(_ lane: Lane) {
        occupied.remove(ObjectIdentifier(lane))
        if occupied.isEmpty { announcer.announce(.glassFree) }
    }

    /// One sample, from what lies on the lane.
    ///
    /// - Returns: false where the encounter has come to its end without a verdict.
    private func take(from lane: Lane, into encounter: inout Encounter) async -> Bool {
        guard let place = step(of: encounter, for: lane) else { return true }
        let step = encounter.progress.steps[place]
        let used = encounter.progress.attempts[place]
        let correlation = encounter.correlation
        func attempt(_ number: Int) -> Stage.Attempt { Stage.Attempt(correlation: correlation, number: used + number) }
        occupied.insert(ObjectIdentifier(lane))
        defer { heartbeat.resting() }
        let acquisition: Acquisition<TakenSample>
        do throws(Fault) {
            acquisition = try await lane.take(step, attempts: policy.acquisition.attempts - used) {
                [announcer, heartbeat] event in
                switch event {
                case .fingerOn(let number):
                    heartbeat.working()
                    announcer.announce(.fingerOn(Stage.Attempt(correlation: correlation, number: used + number)))
                case .placeAgain(let retry, let number):
                    heartbeat.resting()
                    announcer.announce(
                        .placeAgain(Stage.Attempt(correlation: correlation, number: used + number), retry.reason))
                }
            }
        } catch {
            isFree(lane)
            guard encounter.samples.isEmpty, !Task.isCancelled else { return !Task.isCancelled }
            announcer.announce(.unfinished(.readerFailed))
            return false
        }
        switch acquisition {
        case .accepted(let taken, let attempts):
            announcer.announce(.searching(attempt(attempts)))
            await keep(taken, at: place, attempts: attempts, in: &encounter)
        // A print below the site's quality is still better searched than not, once the attempts are used up.
        case .refused(let best?, _, let attempts):
            announcer.announce(.searching(attempt(attempts)))
            await keep(best, at: place, attempts: attempts, in: &encounter)
        case .refused(nil, _, let attempts):
            encounter.progress.spend(attempts, on: place)
            encounter.progress.miss(place, .unusable)
        case .abandoned:
            isFree(lane)
            encounter.progress.miss(place, .travellerLeft)
        }
        return true
    }

    /// The first open step that goes to this lane, or else the first that it can take.
    private func step(of encounter: Encounter, for lane: Lane) -> Int? {
        let kind = lane.source.kind
        let open = encounter.progress.open { $0.kind == kind }
        let alike = lanes.filter { $0.source.kind == kind }
        guard let own = alike.firstIndex(where: { $0 === lane }) else { return open.first }
        let all = encounter.progress.steps.indices.filter { encounter.progress.steps[$0].kind == kind }
        return open.first { place in all.firstIndex(of: place).map { $0 % alike.count } == own } ?? open.first
    }

    private func keep(_ taken: TakenSample, at place: Int, attempts: Int, in encounter: inout Encounter) async {
        guard decider.isRepeated(taken.sample, in: encounter) else {
            return await decider.take(taken, into: &encounter, at: place, attempts: attempts)
        }
        encounter.progress.spend(attempts, on: place)
        let used = encounter.progress.attempts[place]
        if used >= policy.acquisition.attempts { return encounter.progress.miss(place, .repeated) }
        announcer.announce(
            .placeAgain(Stage.Attempt(correlation: encounter.correlation, number: used), .sameFinger))
    }

    private func conclude(_ encounter: Encounter) async {
        var encounter = encounter
        // Whoever has left before anything was taken was not searched, which is not the same as nobody found.
        if encounter.samples.isEmpty, encounter.progress.states.contains(.missing(.travellerLeft)) {
            return announcer.announce(.unfinished(.travellerLeft))
        }
        await decider.conclude(&encounter)
        announcer.announce(.verdict(encounter.verdict))
        logger.info("verdict", metadata: encounter.metadata)
    }
}
