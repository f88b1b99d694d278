internal import Capture
public import Evidence
public import Ground
public import Logging
internal import Synchronization

/// Writes down what must be accounted for: every search, every veto, who was on duty, how the reader was.
///
/// Thread-safe. A log that cannot be written stops no work: it is said in the journal, and the chain has no false record.
public final class Ledger: Sendable {
    /// Verdicts that may still be vetoed.
    private static let remembered = 64
    /// Records of the reader's changes between two searches.
    private static let mostDeviceRecords = 16

    private let log: AuditLog
    private let duty: Duty
    private let logger: Logger
    private let recent = Mutex<[UUIDv7]>([])
    private let device = Mutex<(newest: AuditEvent?, count: Int)>((nil, 0))

    public init(log: AuditLog, duty: Duty, logger: Logger) {
        self.log = log
        self.duty = duty
        self.logger = logger
    }

    /// On the disk before the verdict is shown.
    func record(_ encounter: Encounter) async {
        recent.withLock { recent in
            recent.append(encounter.correlation)
            recent.removeFirst(max(0, recent.count - Self.remembered))
        }
        device.withLock { $0.count = 0 }
        await write(.search(encounter.search))
    }

    /// Each change, but few between two searches: a reader that comes and goes must not push the searches out of the
    /// log. The journal has them all.
    func record(_ reader: ReaderState) async {
        let (state, code): (ReaderReport.Name, String)
        switch reader {
        case .ready: (state, code) = (.ready, "")
        case .unplugged: (state, code) = (.unplugged, "")
        case .fault(let fault): (state, code) = (.fault, fault.code.rawValue)
        case .starting, .capturing, .cleaningNeeded: return
        }
        let event = AuditEvent.device(state: state.rawValue, code: code)
        let isWritten = device.withLock { device in
            guard event != device.newest else { return false }
            device.newest = event
            device.count += 1
            return device.count <= Self.mostDeviceRecords
        }
        if isWritten { await write(event) }
    }

    /// An officer sets a finding aside.
    ///
    /// - Throws: ``Fault`` `veto.unknown` for a verdict that this station has not given lately, `disk.write`.
    public func veto(
        _ correlation: UUIDv7, kind: AuditVeto.Kind, reason: AuditVeto.Reason
    ) async throws(Fault) {
        guard recent.withLock({ $0.contains(correlation) }) else {
            throw Fault(.vetoUnknown, "no verdict \(correlation) was given here lately; veto the one that is shown")
        }
        try await log.append(
            .veto(AuditVeto(correlation: correlation, officer: duty.officer, kind: kind, reason: reason)))
    }

    /// - Throws: ``Fault`` `officer.invalid`; the officer on duty is then still the one before.
    public func change(officer: String) async throws(Fault) {
        try duty.change(to: officer)
        await write(.duty(officer: officer))
    }

    public func started() async { await write(.started(software: softwareVersion)) }

    /// Keeps the chain's head apart, for the hub.
    func anchor() async {
        do throws(Fault) { try await log.anchor() } catch {
            logger.error("audit log", metadata: ["fault": "\(error)"])
        }
    }

    private func write(_ event: AuditEvent) async {
        do throws(Fault) { try await log.append(event) } catch {
            logger.critical("audit log", metadata: ["fault": "\(error)"])
        }
    }
}
