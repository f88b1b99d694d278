internal import Capture
internal import Encounters
internal import Ground
internal import Identification
internal import Operations

extension Station {
    /// How taking a sample has ended.
    private enum Taking: Sendable {
        case done(Acquisition<TakenSample>)
        /// With what was taken before.
        case deviceFailed([TakenSample])
        /// The officer wants no more of it, or the station ends. With what was taken before.
        case calledOff([TakenSample])
    }

    /// One sample, from what lies on the lane.
    ///
    /// - Returns: false where the encounter has come to its end without a verdict.
    func take(from lane: Lane, into encounter: inout Encounter) async -> Bool {
        guard let place = await step(of: encounter, for: lane) else { return true }
        let correlation = encounter.correlation
        let used = encounter.progress.attempts[place]
        let attempt = { @Sendable number in Stage.Attempt(correlation: correlation, number: used + number) }
        defer { heartbeat.resting() }
        switch await taking(
            encounter.progress.steps[place], from: lane, left: policy.acquisition.attempts - used, attempt)
        {
        // A print below the site's quality is still better searched than not, once the attempts are used up.
        case .done(.accepted(let taken, let others, let attempts)),
            .done(.refused(let taken?, let others, _, let attempts)):
            announcer.announce(.searching(attempt(attempts)))
            await keep(taken, at: place, attempts: attempts, in: &encounter)
            await decider.searchAside(others, in: &encounter)
        case .done(.refused(nil, _, _, let attempts)):
            encounter.progress.spend(attempts, on: place)
            encounter.progress.miss(place, .unusable)
        case .done(.abandoned(let taken, let attempts, let isFree)):
            if isFree { self.isFree(lane) }
            await decider.searchAside(taken, in: &encounter)
            encounter.progress.spend(attempts, on: place)
            encounter.progress.miss(place, isFree ? .travellerLeft : .glassOccupied)
        // The next thing that happens is the order, or the end.
        case .done(.brokenOff(let taken, _, _)), .calledOff(let taken):
            await decider.searchAside(taken, in: &encounter)
        case .deviceFailed(let taken):
            isFree(lane)
            await decider.searchAside(taken, in: &encounter)
            // What there is counts, and another device of the kind goes on.
            let works = await working(lane.source.kind).contains(true)
            guard encounter.samples.isEmpty, !works else { return true }
            announcer.announce(.unfinished(.readerFailed))
            return false
        }
        return true
    }

    /// - Parameters:
    ///   - left: attempts that this step may still cost.
    ///   - attempt: names the attempts that come now, from 1.
    private func taking(
        _ step: Step, from lane: Lane, left: Int, _ attempt: @escaping @Sendable (Int) -> Stage.Attempt
    ) async -> Taking {
        await withTaskGroup(of: Taking.self) { group in
            group.addTask {
                do throws(Fault) {
                    let acquisition = try await lane.take(step, attempts: left) { event in
                        await self.show(event, of: lane, attempt)
                    }
                    guard case .brokenOff(let taken, _, _) = acquisition else { return .done(acquisition) }
                    return Task.isCancelled ? .calledOff(taken) : .deviceFailed(taken)
                } catch { return Task.isCancelled ? .calledOff([]) : .deviceFailed([]) }
            }
            group.addTask { [orders] in
                _ = await orders.wait { $0.endsTaking(step, of: attempt(1).correlation) }
                return .calledOff([])
            }
            var end = Taking.calledOff([])
            for await outcome in group {
                group.cancelAll()
                // What was taken at the moment of the order is searched all the same.
                if case .calledOff(let taken) = outcome, taken.isEmpty { continue }
                end = outcome
            }
            return end
        }
    }

    private func show(_ event: AcquisitionEvent, of lane: Lane, _ attempt: (Int) -> Stage.Attempt) {
        switch event {
        case .fingerOn(let number):
            heartbeat.working()
            occupied.insert(ObjectIdentifier(lane))
            announcer.announce(.fingerOn(attempt(number)))
        case .placeAgain(let retry, let number):
            heartbeat.resting()
            announcer.announce(.placeAgain(attempt(number), retry.reason))
        case .fingerOff: isFree(lane)
        }
    }

    /// The first open step that goes to this lane, or else the first that it can take.
    private func step(of encounter: Encounter, for lane: Lane) async -> Int? {
        let kind = lane.source.kind
        let open = encounter.progress.open { $0.kind == kind }
        let alike = lanes.filter { $0.source.kind == kind }
        let turns = Turns(encounter.progress.steps.map(\.kind), of: kind, working: await working(kind))
        return open.first { place in turns.lane(of: place).map { alike[$0] === lane } ?? false } ?? open.first
    }

    /// Of each lane of the kind whether its device works.
    private func working(_ kind: ModalityKind) async -> [Bool] {
        var working: [Bool] = []
        for lane in lanes where lane.source.kind == kind { working.append(await lane.isOpen) }
        return working
    }

    private func keep(_ taken: TakenSample, at place: Int, attempts: Int, in encounter: inout Encounter) async {
        let probe = decider.probe(of: taken.sample, in: &encounter)
        guard decider.isRepeated(probe, in: encounter) else {
            return decider.take(taken, probe, into: &encounter, at: place, attempts: attempts)
        }
        // It may show what the first print of this finger does not.
        await decider.searchAside(taken.sample, probe, in: &encounter)
        encounter.progress.spend(attempts, on: place)
        let used = encounter.progress.attempts[place]
        if used >= policy.acquisition.attempts { return encounter.progress.miss(place, .repeated) }
        announcer.announce(
            .placeAgain(Stage.Attempt(correlation: encounter.correlation, number: used), .sameFinger))
    }
}
