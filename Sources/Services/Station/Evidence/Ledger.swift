public import Evidence
public import Ground
public import Logging
internal import Synchronization

/// Writes down what must be accounted for: every search, every veto, who was on duty, how the reader was.
///
/// Thread-safe. A log that cannot be written stops no work: it is said in the journal, and the chain has no false record.
public final class Ledger: Sendable {
    /// Answers that may still be vetoed.
    private static let remembered = 64

    private let log: AuditLog
    private let duty: Duty
    private let logger: Logger
    private let recent = Mutex<[UUIDv7]>([])

    public init(log: AuditLog, duty: Duty, logger: Logger) {
        self.log = log
        self.duty = duty
        self.logger = logger
    }

    /// On the disk before the answer is shown.
    func record(_ answer: Answer) async {
        recent.withLock { recent in
            recent.append(answer.correlation)
            recent.removeFirst(max(0, recent.count - Self.remembered))
        }
        let stages = answer.stages
        await write(
            .search(
                AuditSearch(
                    correlation: answer.correlation, officer: duty.officer, purpose: duty.purpose,
                    generations: answer.generations, result: "\(answer.colour)", doubts: answer.doubts.map(\.rawValue),
                    attempts: answer.attempts, quality: answer.quality,
                    milliseconds: [
                        "capture": stages.capture, "extraction": stages.extraction, "search": stages.search,
                        "queue": stages.queue, "total": stages.total,
                    ], item: answer.item)))
    }

    /// An officer sets a finding aside.
    ///
    /// - Throws: ``Fault`` `veto.unknown` for an answer that this station has not given lately, `disk.write`.
    public func veto(
        _ correlation: UUIDv7, kind: AuditVeto.Kind, reason: AuditVeto.Reason
    ) async throws(Fault) {
        guard recent.withLock({ $0.contains(correlation) }) else {
            throw Fault(.vetoUnknown, "no answer \(correlation) was given here lately; veto the answer that is shown")
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

    func device(_ state: StationState.Name, code: String = "") async {
        await write(.device(state: state.rawValue, code: code))
    }

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
