import Foundation
import Logging
import Operations
import Pauses
import ServiceLifecycle
import Synchronization
import Testing

@Suite("What systemd is told", .timeLimit(.minutes(20)))
struct SystemdNotifierTests {
    /// Stands for systemd: a socket that datagrams come to.
    private final class Manager {
        let path = "/tmp/notify-\(UUID().uuidString.prefix(8))"
        private let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)

        init() throws {
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            try #require(bound == 0)
        }

        deinit {
            close(descriptor)
            unlink(path)
        }

        /// What has come since the last call.
        func told() -> [String] {
            var messages: [String] = []
            var buffer = [UInt8](repeating: 0, count: 256)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                guard count > 0 else { return messages }
                messages.append(String(decoding: buffer[..<count], as: UTF8.self))
            }
        }
    }

    @Test("is more time while the daemon starts, then that it is ready, then that it lives, then that it stops")
    func course() async throws {
        let manager = try Manager()
        let pauses = Pauses()
        let notifier = SystemdNotifier(
            environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "20000000"], sleep: pauses.sleep)
        let group = ServiceGroup(services: [notifier], logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var pause = await pauses.next()
            #expect(pause.duration == .seconds(10))
            #expect(manager.told() == ["EXTEND_TIMEOUT_USEC=30000000"])
            notifier.ready()
            #expect(manager.told() == ["READY=1"])
            for _ in 1...2 { pause = await pauses.round(pause) }
            #expect(manager.told() == ["WATCHDOG=1", "WATCHDOG=1"])
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            #expect(manager.told() == ["STOPPING=1"])
        }
    }

    @Test("is no sign of life of a loop that hangs, and one again when it goes on")
    func hang() async throws {
        let manager = try Manager()
        let pauses = Pauses()
        let now = Mutex(ContinuousClock.now)
        let heartbeat = Heartbeat(patience: .seconds(30)) { now.withLock { $0 } }
        let notifier = SystemdNotifier(
            heartbeat: heartbeat, environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "20000000"],
            sleep: pauses.sleep)
        notifier.ready()
        let service = Task { try await notifier.run() }
        defer { service.cancel() }
        var pause = await pauses.next()
        func signs(after seconds: Int) async -> Int {
            _ = manager.told()
            now.withLock { $0 += .seconds(seconds) }
            pause = await pauses.round(pause)
            return manager.told().count { $0 == "WATCHDOG=1" }
        }
        // Nobody comes for a day.
        #expect(await signs(after: 86_400) == 1)
        heartbeat.working()
        #expect(await signs(after: 30) == 1)
        #expect(await signs(after: 1) == 0)
        heartbeat.working()
        #expect(await signs(after: 5) == 1)
        heartbeat.resting()
        #expect(await signs(after: 60) == 1)
    }

    @Test("is no sign of life of a loop that hangs at rest, as it does not answer")
    func hangAtRest() async throws {
        let manager = try Manager()
        let pauses = Pauses()
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let (answers, answer) = AsyncStream.makeStream(of: Void.self)
        let notifier = SystemdNotifier(
            heartbeat: Heartbeat(patience: .seconds(30)),
            pulse: {
                ask.yield()
                for await _ in answers { break }
            },
            environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "20000000"], sleep: pauses.sleep)
        notifier.ready()
        _ = manager.told()
        let service = Task { try await notifier.run() }
        defer { service.cancel() }
        for await _ in asked { break }
        #expect(manager.told() == [])
        answer.yield()
        _ = await pauses.next()
        #expect(manager.told() == ["WATCHDOG=1"])
    }

    @Test("is nothing where there is no systemd")
    func elsewhere() async throws {
        let pauses = Pauses()
        let notifier = SystemdNotifier(environment: [:], sleep: pauses.sleep)
        let service = Task { try await notifier.run() }
        defer { service.cancel() }
        notifier.ready()
        #expect(await pauses.next().duration == .seconds(3600))
    }
}
