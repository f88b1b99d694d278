internal import Capture
public import Evidence
public import Ground
public import Logging
internal import Synchronization

/// Writes down what must be accounted for: every search, every veto, who was on duty, how the reader was.
///
/// Thread-safe. A log that cannot be written stops no work: it is said in the journal, and the chain has no false record.
public final class AuditRecorder: Sendable {
    /// Verdicts that may still be vetoed.
    private static let remembered = 64
    /// Records of the reader's changes between two searches.
    private static let mostDeviceRecords = 16

    private let log: AuditLog
    private let duty: OfficerOnDuty
    private let logger: Logger
    private let announcer: Announcer?
    /// The newest verdicts, each with what of it was set aside.
    private let recent = Mutex<[(verdict: UUIDv7, vetoes: Set<AuditVeto.Kind>)]>([])
    /// Vetoes and changes of the officer on duty: 8,640 a day at most.
    private let acts: ActLimit
    /// One for each traveller, as fast as they come; apart, so that a long queue costs nobody his veto.
    private let ends: ActLimit
    /// One for each reply of the centre, as fast as a heap of them is read.
    private let reads: ActLimit
    private let device = Mutex<(newest: [Int: AuditEvent], count: Int)>(([:], 0))

    /// - Parameters:
    ///   - announcer: is told when the log cannot be written, and when it can again.
    ///   - clock: what the limit on the officer's acts goes by.
    public init(
        log: AuditLog, duty: OfficerOnDuty, announcer: Announcer? = nil, logger: Logger,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        acts = ActLimit(most: 30, interval: 10, clock)
        ends = ActLimit(most: 60, interval: 4, clock)
        reads = ActLimit(most: 100, interval: 4, clock)
        self.log = log
        self.announcer = announcer
        self.duty = duty
        self.logger = logger
    }

    /// On the disk before the verdict is shown.
    ///
    /// - Returns: false where it could not be written.
    @discardableResult
    func record(_ encounter: Encounter) async -> Bool {
        recent.withLock { recent in
            recent.append((encounter.correlation, []))
            recent.removeFirst(max(0, recent.count - Self.remembered))
        }
        device.withLock { $0.count = 0 }
        return await write { log throws(Fault) in
            try await log.append(encounter.account, in: encounter.generations)
        }
    }

    /// Each change, but few between two searches: a reader that comes and goes must not push the searches out of the
    /// log. The journal has them all.
    ///
    /// - Parameter place: of the reader among those of the station, from 0; the first needs no number.
    func record(_ reader: ReaderState, of place: Int = 0) async {
        let (state, code): (ReaderReport.Name, String)
        switch reader {
        case .ready: (state, code) = (.ready, "")
        case .unplugged: (state, code) = (.unplugged, "")
        case .fault(let fault): (state, code) = (.fault, fault.code.rawValue)
        case .starting, .capturing, .cleaningNeeded: return
        }
        let event = AuditEvent.device(state: state.rawValue, code: code, reader: place == 0 ? nil : place + 1)
        let isWritten = device.withLock { device in
            guard event != device.newest[place] else { return false }
            device.newest[place] = event
            device.count += 1
            return device.count <= Self.mostDeviceRecords
        }
        if isWritten { await write(event) }
    }

    /// An officer sets a finding aside.
    ///
    /// - Throws: ``Fault`` `veto.unknown` for a verdict that this station has not given lately, `veto.repeated` for a second
    ///   one of its kind, `evidence.rate`, `disk.write`.
    public func veto(
        _ correlation: UUIDv7, kind: AuditVeto.Kind, reason: AuditVeto.Reason
    ) async throws(Fault) {
        try setAside(kind, of: correlation)
        do throws(Fault) {
            try acts.take()
            try await log.append(
                .veto(AuditVeto(correlation: correlation, officer: duty.officer, kind: kind, reason: reason)))
        } catch {
            // What is not in the log can be done again.
            recent.withLock { recent in
                if let index = recent.firstIndex(where: { $0.verdict == correlation }) {
                    recent[index].vetoes.remove(kind)
                }
            }
            throw error
        }
    }

    private func setAside(_ kind: AuditVeto.Kind, of verdict: UUIDv7) throws(Fault) {
        let isFirst = recent.withLock { recent in
            recent.firstIndex { $0.verdict == verdict }.map { recent[$0].vetoes.insert(kind).inserted }
        }
        guard let isFirst else {
            throw Fault(.vetoUnknown, "no verdict \(verdict) was given here lately; veto the one that is shown")
        }
        guard isFirst else {
            throw Fault(.vetoRepeated, "this was set aside already, and is in the log; a second time is not needed")
        }
    }

    /// - Throws: ``Fault`` `officer.invalid`, `evidence.rate`; the officer on duty is then still the one before.
    public func change(officer: String) async throws(Fault) {
        guard officer != duty.officer else { return }
        try OfficerOnDuty.check(officer)
        try acts.take()
        if try duty.change(to: officer) { await write(.duty(officer: officer)) }
    }

    /// The officer is done with an answer.
    ///
    /// - Throws: ``Fault`` `evidence.rate`.
    public func ended(_ correlation: UUIDv7) async throws(Fault) {
        try ends.take()
        await write(.ended(correlation: correlation, officer: duty.officer))
    }

    /// The officer has read a reply of the centre.
    ///
    /// - Throws: ``Fault`` `evidence.rate`.
    public func read(reply number: Int) async throws(Fault) {
        try reads.take()
        await write(.read(reply: number, officer: duty.officer))
    }

    /// - Parameter damage: what was wrong with the chain before, where it had to be begun anew.
    public func started(after damage: Fault? = nil) async {
        if let damage {
            logger.critical("audit log begun anew", metadata: ["fault": "\(damage)"])
            await write(.begunAnew(code: damage.code.rawValue))
        }
        await write(.started(software: softwareVersion))
        await anchor()
    }

    /// Keeps the chain's head apart, for the hub.
    func anchor() async {
        do throws(Fault) { try await log.anchor() } catch {
            logger.error("audit log", metadata: ["fault": "\(error)"])
        }
    }

    @discardableResult
    private func write(_ event: AuditEvent) async -> Bool {
        await write { log throws(Fault) in try await log.append(event) }
    }

    private func write(_ append: (AuditLog) async throws(Fault) -> Void) async -> Bool {
        do throws(Fault) {
            try await append(log)
            announcer?.announce(.wellAgain(.audit))
            return true
        } catch {
            logger.critical("audit log", metadata: ["fault": "\(error)"])
            announcer?.announce(.alarm(Alarm(.audit, error)))
            return false
        }
    }
}
