internal import Foundation
internal import Ground
internal import Logging
internal import Operations
internal import ServiceLifecycle
internal import Synchronization
internal import TrustedUpdate

/// What comes to an end while the hub runs, looked after every hour: signatures of the repository and its root, the
/// authority, and the certificate of the listeners. What fails leaves the others alone.
struct Upkeep: Service {
    let hub: Hub
    let certificate: ServerCertificate
    let pause: Duration
    var listKeyAge = Duration.seconds(90 * 86_400)
    var pieceAge = Duration.seconds(30 * 86_400)
    var sleep: PeriodicService.Sleep = { try await Task.sleep(for: $0) }
    let logger: Logger
    private let safeWarning = Daily()

    func run() async throws {
        await PeriodicService(every: pause, sleep: sleep) { await round() }.run()
    }

    func round() async {
        let now = hub.now().date
        await attempt("the lists are not signed again") {
            for (list, fault) in try await hub.publisher.renew(now: now).sorted(by: { $0.key < $1.key }) {
                logger.error("a list is not signed again", metadata: ["list": "\(list)", "fault": "\(fault)"])
            }
        }
        await renewRoot(now)
        await attempt("the lists' keys stay as they are") {
            let rotated = try await hub.rotateListKeys(olderThan: listKeyAge / .seconds(1))
            if !rotated.isEmpty { logger.notice("lists have other keys", metadata: ["lists": "\(rotated)"]) }
        }
        await attempt("pieces of pictures that no hit names stay") {
            let removed = try await hub.removePieces(olderThan: pieceAge / .seconds(1))
            if removed > 0 { logger.notice("pieces removed that no hit has named", metadata: ["pieces": "\(removed)"]) }
        }
        await attempt("whether keys for the safe lie here cannot be told") {
            let found = try hub.safeKeys.besideOthers
            guard !found.isEmpty, safeWarning.isDue(now) else { return }
            logger.critical(
                "keys for the safe lie beside those in daily use; move them: ridgeline-hub authority --move-to DIR",
                metadata: ["keys": "\(found.joined(separator: ", "))"])
        }
        await attempt("the authority stays as it is") {
            if try await hub.keepAuthorities() { logger.notice("another authority signs now") }
        }
        await attempt("the hub's certificate stays as it is") { try await hub.renew(certificate, logger) }
        // Last: it reads all that is published.
        for trouble in await hub.troubles() {
            logger.error(
                "\(trouble.effect.rawValue)",
                metadata: ["list": "\(trouble.list ?? "all")", "fault": "\(trouble.fault)"])
        }
    }

    private func attempt(_ failure: Logger.Message, _ body: () async throws -> Void) async {
        do { try await body() } catch { logger.error(failure, metadata: ["fault": "\(error)"]) }
    }

    /// The root's keys may lie in a safe: that is worth a loud word only when its end comes near.
    private func renewRoot(_ now: Date) async {
        do {
            guard let ends = try await hub.publisher.renewRoot(now: now) else { return }
            logger.notice("the lists have a new root of trust", metadata: ["ends": "\(Timestamp(ends))"])
        } catch {
            let ends = (try? await hub.publisher.rootEnds()) ?? now
            logger.log(
                level: ends.timeIntervalSince(now) < Lifetimes.rootWarning ? .error : .info,
                "the root of trust is not renewed; bring its keys back to keys/repository before it ends",
                metadata: ["ends": "\(Timestamp(ends))", "fault": "\(error)"])
        }
    }
}

/// What is said at the start and once a day.
private final class Daily: Sendable {
    private let last = Mutex<Date?>(nil)

    func isDue(_ now: Date) -> Bool {
        last.withLock { last in
            guard last.map({ abs(now.timeIntervalSince($0)) >= 86_400 }) ?? true else { return false }
            last = now
            return true
        }
    }
}
