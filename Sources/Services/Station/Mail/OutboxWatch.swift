internal import Ground
public import Logging
public import Operations
public import Outbox
public import ServiceLifecycle
internal import Synchronization

/// Tells officer and journal how full the outbox is, long before it refuses anything.
public final class OutboxWatch: Service {
    private let outbox: Outbox
    private let announcer: Announcer
    private let doubts: [String]
    private let logger: Logger
    private let sleep: PeriodicService.Sleep
    private let last = Mutex<OutboxStatus?>(nil)

    /// - Parameter doubts: what is wrong with the disk beneath it, in words; see ``DiskPromise``.
    public init(
        outbox: Outbox, announcer: Announcer, doubts: [String], logger: Logger,
        sleep: @escaping PeriodicService.Sleep = { try await Task.sleep(for: $0) }
    ) {
        self.outbox = outbox
        self.announcer = announcer
        self.doubts = doubts
        self.logger = logger
        self.sleep = sleep
    }

    public func run() async throws {
        for doubt in doubts { logger.critical("disk", metadata: ["fault": "\(doubt) [disk.promise]"]) }
        await PeriodicService(every: .seconds(2), sleep: sleep) { await self.look() }.run()
    }

    /// Says what has changed since the last look.
    private func look() async {
        do throws(Fault) {
            let status = try await outbox.status()
            announcer.announce(.wellAgain(.outbox))
            let before = last.withLock { last in
                defer { last = status }
                return last
            }
            if status != before { announcer.announce(.outbox(OutboxReport(status: status, doubts: doubts))) }
            if status.isFilling != before?.isFilling ?? false { report(status, status.isFilling, "outbox filling") }
            if status.isOnReserve != before?.isOnReserve ?? false {
                report(status, status.isOnReserve, "disk full, outbox on its reserve")
            }
        } catch {
            logger.critical("outbox", metadata: ["fault": "\(error)"])
            announcer.announce(.alarm(Alarm(.outbox, error)))
        }
    }

    private func report(_ status: OutboxStatus, _ isOn: Bool, _ what: String) {
        logger.log(
            level: isOn ? .critical : .notice, "\(isOn ? "" : "no longer: ")\(what)",
            metadata: ["items": "\(status.depth)", "bytes": "\(status.bytes)", "share": "\(status.share)"])
    }
}

/// What waits for the centre, for the officer's page and the technician.
public struct OutboxReport: Sendable, Codable, Equatable {
    public let status: OutboxStatus
    /// What is wrong with the disk beneath it, in words; empty when all is well.
    public let doubts: [String]
}
