internal import Capture
internal import Encounters
internal import Ground
internal import Identification
internal import Operations

extension Station {
    /// How taking a sample has ended.
    private enum Taking: Sendable {
        case done(Acquisition<TakenSample>)
        case deviceFailed
        /// The officer wants no more of it, or the station ends. With the best of what was taken.
        case calledOff(TakenSample?)
    }

    /// One sample, from what lies on the lane.
    ///
    /// - Returns: false where the encounter has come to its end without a verdict.
    func take(from lane: Lane, into encounter: inout Encounter) async -> Bool {
        guard let place = await step(of: encounter, for: lane) else { return true }
        let step = encounter.progress.steps[place]
        let used = encounter.progress.attempts[place]
        let correlation = encounter.correlation
        func attempt(_ number: Int) -> Stage.Attempt { Stage.Attempt(correlation: correlation, number: used + number) }
        occupied.insert(ObjectIdentifier(lane))
        defer { heartbeat.resting() }
        let acquisition: Acquisition<TakenSample>
        switch await taking(step, of: correlation, from: lane, used: used) {
        case .done(let done): acquisition = done
        // The next thing that happens is the order, or the end.
        case .calledOff(let best):
            if let best { await decider.searchAside(best.sample, in: &encounter) }
            return true
        case .deviceFailed:
            isFree(lane)
            // What there is counts, and another device of the kind goes on.
            let works = await working(lane.source.kind).contains(true)
            guard encounter.samples.isEmpty, !works else { return true }
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
        case .abandoned(let best):
            isFree(lane)
            if let best { await decider.searchAside(best.sample, in: &encounter) }
            encounter.progress.miss(place, .travellerLeft)
        }
        return true
    }

    /// - Parameter used: attempts that this step has cost before.
    private func taking(_ step: Step, of encounter: UUIDv7, from lane: Lane, used: Int) async -> Taking {
        let attempts = policy.acquisition.attempts - used
        return await withTaskGroup(of: Taking.self) { group in
            group.addTask { [announcer, heartbeat] in
                @Sendable func attempt(_ number: Int) -> Stage.Attempt {
                    Stage.Attempt(correlation: encounter, number: used + number)
                }
                do throws(Fault) {
                    let acquisition = try await lane.take(step, attempts: attempts) { event in
                        switch event {
                        case .fingerOn(let number):
                            heartbeat.working()
                            announcer.announce(.fingerOn(attempt(number)))
                        case .placeAgain(let retry, let number):
                            heartbeat.resting()
                            announcer.announce(.placeAgain(attempt(number), retry.reason))
                        }
                    }
                    // Whoever is not waited for any more has not stayed away.
                    if case .abandoned(let best) = acquisition, Task.isCancelled { return .calledOff(best) }
                    return .done(acquisition)
                } catch { return Task.isCancelled ? .calledOff(nil) : .deviceFailed }
            }
            group.addTask { [orders] in
                _ = await orders.wait { $0.endsTaking(step, of: encounter) }
                return .calledOff(nil)
            }
            var end = Taking.calledOff(nil)
            for await outcome in group {
                group.cancelAll()
                // What was taken at the moment of the order is searched all the same.
                if case .calledOff(nil) = outcome { continue }
                end = outcome
            }
            return end
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
        guard decider.isRepeated(taken.sample, in: encounter) else {
            return decider.take(taken, into: &encounter, at: place, attempts: attempts)
        }
        encounter.progress.spend(attempts, on: place)
        let used = encounter.progress.attempts[place]
        // It may show what the first print of this finger does not.
        await decider.searchAside(taken.sample, in: &encounter)
        if used >= policy.acquisition.attempts { return encounter.progress.miss(place, .repeated) }
        announcer.announce(
            .placeAgain(Stage.Attempt(correlation: encounter.correlation, number: used), .sameFinger))
    }
}
