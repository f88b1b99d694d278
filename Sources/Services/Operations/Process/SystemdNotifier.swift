public import Foundation
public import ServiceLifecycle
internal import Synchronization

/// Tells systemd that the daemon is ready, alive and stopping (sd_notify); does nothing elsewhere.
///
/// Thread-safe.
public final class SystemdNotifier: Service {
    private let socket: String?
    private let watchdog: Duration?
    private let heartbeat: Heartbeat?
    private let pulse: @Sendable () async -> Void
    private let sleep: PeriodicService.Sleep
    private let isReady = Atomic(false)

    /// - Parameters:
    ///   - heartbeat: of the loop that the watchdog watches; nil where it only watches the process.
    ///   - pulse: returns as soon as that loop answers; asked for while it rests, as a loop that hangs at rest never answers.
    ///   - environment: `NOTIFY_SOCKET` and `WATCHDOG_USEC` are read from it.
    public init(
        heartbeat: Heartbeat? = nil, pulse: @escaping @Sendable () async -> Void = {},
        environment: [String: String] = ProcessInfo.processInfo.environment,
        sleep: @escaping PeriodicService.Sleep = { try await Task.sleep(for: $0) }
    ) {
        socket = environment["NOTIFY_SOCKET"]
        watchdog = environment["WATCHDOG_USEC"].flatMap(Int64.init).map { .microseconds($0) }
        self.heartbeat = heartbeat
        self.pulse = pulse
        self.sleep = sleep
    }

    /// The daemon does its work from now on; units that come after it may start.
    public func ready() {
        isReady.store(true, ordering: .relaxed)
        send("READY=1")
    }

    public func run() async throws {
        await withGracefulShutdownHandler {
            // Half the interval, as sd_watchdog_enabled(3) advises.
            let pause = watchdog.map { $0 / 2 } ?? .seconds(3600)
            await PeriodicService(every: pause, sleep: sleep) { await self.feed(pause) }.run()
        } onGracefulShutdown: {
            self.send("STOPPING=1")
        }
    }

    /// While the daemon starts, which takes as long as its lists are large, the time for it is extended.
    private func feed(_ pause: Duration) async {
        guard watchdog != nil, heartbeat?.isBeating ?? true else { return }
        if heartbeat?.isWorking != true { await pulse() }
        send(
            isReady.load(ordering: .relaxed)
                ? "WATCHDOG=1" : "EXTEND_TIMEOUT_USEC=\(Int64(pause * 3 / .microseconds(1)))")
    }

    private func send(_ state: String) {
        guard let socket, socket.utf8.count < 108 else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { path in
            path.copyBytes(from: socket.utf8)
            // A leading @ stands for the abstract namespace.
            if path.first == UInt8(ascii: "@") { path[0] = 0 }
        }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + socket.utf8.count)
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
                Array(state.utf8).withUnsafeBytes { bytes in
                    sendto(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL), target, length)
                }
            }
        }
    }
}
