internal import DeviceIdentity
public import Foundation
internal import Ground
public import Logging
public import Operations
public import ServiceLifecycle
internal import Synchronization

/// Finds a clock that is behind: it would make old lists look new. What the centre has signed is in the past, and so is
/// every time that this device has seen, which is kept over restarts.
///
/// Thread-safe.
public final class ClockWatch: Service {
    /// Clocks that are set by the network's time are much closer.
    static let tolerance: TimeInterval = 300

    private struct Seen: Codable { let seen: Timestamp }

    private let file: URL
    private let currentLists: CurrentLists
    private let announcer: Announcer
    private let logger: Logger
    private let now: @Sendable () -> Date
    private let sleep: PeriodicService.Sleep
    private let seen: Mutex<Date?>

    /// - Parameter file: where the newest time is kept; one that is damaged is set aside (``SetAside``).
    public init(
        _ file: URL, currentLists: CurrentLists, announcer: Announcer, logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() },
        sleep: @escaping PeriodicService.Sleep = { try await Task.sleep(for: $0) }
    ) {
        (self.file, self.currentLists, self.announcer, self.logger) = (file, currentLists, announcer, logger)
        (self.now, self.sleep) = (now, sleep)
        var kept: Seen?
        do throws(Fault) {
            do throws(Fault) { kept = try WireJSON.load(from: file, limit: 1024) } catch {
                if error.code != .diskMissing {
                    logger.critical("the time that was seen", metadata: ["fault": "\(error)"])
                    try DurableFile.setAside(file, at: Timestamp(now()))
                }
            }
        } catch { logger.critical("cannot be set aside", metadata: ["fault": "\(error)"]) }
        seen = Mutex(kept?.seen.date)
    }

    public func run() async throws {
        await PeriodicService(every: .seconds(60), sleep: sleep) { self.look() }.run()
    }

    /// - Returns: nil where the clock may be right; else `clock.behind`.
    func fault(at time: Date) -> Fault? {
        let signed = currentLists.newest?.signed
        let seen = seen.withLock { $0 }
        if let signed, time < signed - Self.tolerance {
            return Fault(
                .clockBehind,
                "this device's clock says \(Timestamp(time)), but its lists were signed at \(Timestamp(signed)); set the clock"
            )
        }
        guard let seen, time < seen - Self.tolerance else { return nil }
        return Fault(
            .clockBehind,
            "this device's clock says \(Timestamp(time)), but it has said \(Timestamp(seen)) before; set the clock, "
                + "or if it is right now: ridgeline repair --clock-is-right")
    }

    private func look() {
        let time = now()
        if let fault = fault(at: time) {
            if !announcer.screen.alarms.contains(where: { $0.part == .clock }) {
                logger.critical("clock", metadata: ["fault": "\(fault)"])
            }
            return announcer.announce(.alarm(Alarm(.clock, fault)))
        }
        announcer.announce(.wellAgain(.clock))
        guard time > seen.withLock({ $0 }) ?? .distantPast else { return }
        seen.withLock { $0 = time }
        do throws(Fault) {
            try DurableFile.write(try WireJSON.encode(Seen(seen: Timestamp(time))), to: file, permissions: 0o600)
        } catch { logger.error("clock", metadata: ["fault": "\(error)"]) }
    }
}
