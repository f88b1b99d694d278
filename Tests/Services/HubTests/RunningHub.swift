import AsyncHTTPClient
import CaseMessages
import Crypto
import DeviceIdentity
import Foundation
import Ground
import Logging
import LoopbackPorts
import ManualClock
import Pauses
import ServiceLifecycle
import Synchronization

@testable import Hub

/// A clock that stands still until a test moves it.
final class TestClock: Sendable {
    private let milliseconds: Mutex<Int64>

    init(_ date: Date = Date()) { milliseconds = Mutex(Timestamp(date).milliseconds) }

    var now: Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }
    func advance(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1000 } }
}

/// A real server on free ports of loopback over a folder that goes when the test is done.
struct RunningHub: Sendable {
    let hub: Hub
    let ports: ListeningPorts
    let clock: TestClock
    /// For a device that has no certificate yet.
    let stranger: HubClient

    /// Makes a hub in a fresh folder, serves it while `body` runs, and shuts it down gracefully.
    ///
    /// - Parameters:
    ///   - upkeep: what the hub waits in between two looks at what ends; nil for an hour.
    ///   - watch: the same between two looks at which authority signs; nil for ever.
    static func with(
        upkeep: Pauses? = nil, watch: Pauses? = nil, idleTimeout: Duration = .seconds(5), connections: Int = 2000,
        quota: Quota = Quota(), logger: Logger = quiet, _ body: (RunningHub) async throws -> Void
    ) async throws {
        try await inFolder { folder in
            let clock = TestClock()
            let hub = try await create(at: folder, clock)
            try await serve(
                hub, clock, upkeep: upkeep, watch: watch, idleTimeout: idleTimeout, connections: connections,
                quota: quota,
                logger: logger, body)
        }
    }

    static let quiet: Logger = {
        var logger = Logger(label: "hub")
        logger.logLevel = .critical
        return logger
    }()

    static func inFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hub-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    static func create(at folder: URL, _ clock: TestClock) async throws -> Hub {
        var hub = try await Hub.create(
            at: folder, title: "Test centre", hosts: ["127.0.0.1", "localhost"], database: TestDatabase.fresh()
        ) { clock.now }
        // Tests let days pass at once.
        hub.clockTolerance = .infinity
        hub.patience = testPatience
        return hub
    }

    /// Opens a hub as another process of it would.
    static func open(at folder: URL, _ clock: TestClock) throws(Fault) -> Hub {
        var hub = try Hub(at: folder) { clock.now }
        hub.patience = testPatience
        return hub
    }

    /// A thousand tests run beside this one: whoever waits for another's lock waits until it is free.
    private static let testPatience = Duration.seconds(1_200)

    /// Serves a hub while `body` runs.
    static func serve(
        _ hub: Hub, _ clock: TestClock, upkeep: Pauses? = nil, watch: Pauses? = nil,
        idleTimeout: Duration = .seconds(5), connections: Int = 2000, quota: Quota = Quota(), logger: Logger = quiet,
        _ body: (RunningHub) async throws -> Void
    ) async throws {
        let (ready, told) = AsyncStream.makeStream(of: ListeningPorts.self)
        var configuration = HubServer.Configuration(idleTimeout: idleTimeout, requestTimeout: .seconds(5))
        configuration.connections = connections
        configuration.strangers = connections
        configuration.quota = quota
        configuration.journalClock = StoppedClock()
        if let upkeep { configuration.upkeepSleep = upkeep.sleep }
        configuration.watchSleep = (watch ?? Pauses()).sleep
        if (try? ListeningPorts.read(hub.folder)) == nil {
            configuration.enrolmentPort = LoopbackPorts.free()
            configuration.devicePort = LoopbackPorts.free()
        }
        let server = HubServer(hub: hub, configuration: configuration, logger: logger) { told.yield($0) }
        let group = ServiceGroup(services: [server], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { told.finish() }
                try await group.run()
            }
            do {
                for await ports in ready {
                    let invitation = try await hub.invite(until: clock.now)
                    let stranger = try HubClient(
                        base: "https://127.0.0.1:\(ports.enrolment)", authority: invitation.authority)
                    try await stranger.closing {
                        try await body(RunningHub(hub: hub, ports: ports, clock: clock, stranger: stranger))
                    }
                    break
                }
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// A code that is good for the next hour.
    func code() async throws -> String { try await hub.invite(until: Timestamp(clock.now.date + 3600)).code }

    /// A device that has enrolled, and its client certificate in use.
    ///
    /// - Parameter code: to enrol with; nil for a new one.
    func withDevice(code: String? = nil, _ body: (EnrolledDevice) async throws -> Void) async throws {
        let asking = try AskingDevice()
        let fresh = if let code { code } else { try await self.code() }
        let answer = try await stranger.enrol(asking.request(code: fresh))
        try await withClient(
            trusting: answer.authority, as: (answer.certificate, asking.key.pemRepresentation)
        ) { client in try await body(EnrolledDevice(answer: answer, asking: asking, client: client)) }
    }

    /// A client of the devices' listener, closed afterwards.
    ///
    /// - Parameter identity: client certificate and key, PEM.
    func withClient(
        trusting authority: String, as identity: (certificate: String, key: String)? = nil,
        _ body: (HubClient) async throws -> Void
    ) async throws {
        let client = try HubClient(
            base: "https://127.0.0.1:\(ports.device)", authority: authority, identity: identity)
        try await client.closing { try await body(client) }
    }
}

extension Hub {
    /// How many items of all kinds are held.
    func itemCount() async throws -> Int {
        var count = 0
        for kind in ItemKind.allCases {
            var last: Int64 = 0
            while let item = try await items.next(kind, after: last) { (count, last) = (count + 1, item.sequence) }
        }
        return count
    }
}
