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
        /// The officer wants something.
        case order
        /// Nobody has come for too long.
        case silence
        case cancelled
    }

    let lanes: [Lane]
    let decider: Decider
    let policy: StationPolicy
    let orders: OfficerOrders
    let announcer: Announcer
    private let logger: Logger
    let heartbeat: Heartbeat
    private let clock: any Clock<Duration>
    private let thread = ThreadExecutor(name: "station")
    /// Lanes on which something lies that was taken.
    var occupied: Set<ObjectIdentifier> = []

    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - sources: where samples are taken; where there are several of a kind, a plan's steps go round among them (``Turns``).
    ///   - orders: what the officer wants.
    ///   - heartbeat: beats from a finger on the glass to what follows from it, which takes a second or two; between
    ///     travellers it rests.
    ///   - clockWatch: says whether the wall clock is to be doubted.
    ///   - clock: for the pauses after a fault, and for silence.
    public init(
        sources: [any SampleSource], currentLists: CurrentLists, hits: HitWriter, duty: OfficerOnDuty,
        policy: StationPolicy, orders: OfficerOrders, announcer: Announcer, recorder: AuditRecorder,
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

    /// Returns as soon as the station can do something, and its screen can be shown: never, where it hangs.
    public func pulse() { _ = announcer.screen }

    /// One traveller, from the first finger on the glass, or the officer's word, to the verdict.
    private func serve() async {
        guard var (encounter, touched) = await beginning() else { return }
        while !encounter.progress.isComplete {
            let happening: Happening = if let lane = touched { .traveller(lane) } else { await next(for: encounter) }
            touched = nil
            switch happening {
            case .traveller(let lane): guard await take(from: lane, into: &encounter) else { return }
            case .order:
                guard follow(orders.take(), in: &encounter) else { return announcer.announce(.unfinished(.cancelled)) }
            case .silence: encounter.progress.missRest(.travellerLeft)
            case .cancelled: return
            }
            if !encounter.progress.isComplete { await proceed(&encounter) }
        }
        await conclude(encounter)
    }

    /// - Returns: nil where nobody came.
    private func beginning() async -> (Encounter, touched: Lane?)? {
        var lane: Lane?
        switch await next(for: nil) {
        case .traveller(let touched): lane = touched
        case .order: break
        case .silence, .cancelled: return nil
        }
        // A plan that was asked for when the finger came counts; whatever else is left was meant for an encounter that is over.
        var plan: Plan?
        while let order = orders.take() { if case .begin(let asked) = order { plan = asked } }
        guard lane != nil || plan != nil else { return nil }
        let encounter = decider.begin(plan ?? policy.plan, kinds: Set(lanes.map(\.source.kind)))
        announcer.announce(.began(EncounterReport(encounter)))
        return (encounter, lane)
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
            group.addTask { [orders] in await orders.wait() ? .order : .cancelled }
            if let silence {
                group.addTask { [clock] in
                    (try? await clock.sleep(for: silence)) == nil ? .cancelled : .silence
                }
            }
            // What else happens at the same moment is not lost: a lane remembers who stands at it, orders wait to be taken.
            defer { group.cancelAll() }
            return await group.next() ?? .cancelled
        }
    }

    /// - Returns: false where the encounter ends without a verdict.
    private func follow(_ order: OfficerOrder?, in encounter: inout Encounter) -> Bool {
        guard let order, order.encounter == encounter.correlation else { return true }
        switch order {
        case .begin: break
        case .except(let step, let exception, _):
            do throws(Fault) { try encounter.progress.except(step, exception) } catch {
                logger.notice("order", metadata: ["fault": "\(error)"])
            }
        case .finish: encounter.progress.missRest(.skipped)
        // Somebody was found, which nobody can call off.
        case .cancel where encounter.decision?.colour == .red: encounter.progress.missRest(.skipped)
        case .cancel: return false
        }
        return true
    }

    /// The finger can be lifted at once: while it is, what was taken is searched, first where it should belong.
    private func proceed(_ encounter: inout Encounter) async {
        announcer.announce(.progress(EncounterReport(encounter)))
        var shown = encounter.decision
        for search in [decider.search, decider.searchEverywhere] {
            await search(&encounter)
            guard encounter.decision?.colour != shown?.colour else { continue }
            shown = encounter.decision
            announcer.announce(.progress(EncounterReport(encounter)))
        }
    }

    func isFree(_ lane: Lane) {
        occupied.remove(ObjectIdentifier(lane))
        if occupied.isEmpty { announcer.announce(.glassFree) }
    }

    private func conclude(_ encounter: Encounter) async {
        var encounter = encounter
        // Whoever has left before anything was taken was not searched, which is not the same as nobody found.
        if encounter.samples.isEmpty, let cause = encounter.cause { return announcer.announce(.unfinished(cause)) }
        await decider.conclude(&encounter)
        announcer.announce(.verdict(encounter.verdict))
        logger.info("verdict", metadata: encounter.metadata)
    }
}
