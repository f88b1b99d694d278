public import Foundation
public import ServiceLifecycle

/// Tells systemd that the daemon is ready, alive and stopping (sd_notify); does nothing elsewhere.
public struct SystemdNotifier: Service {
    private let socket: String?
    private let watchdog: Duration?

    /// - Parameter environment: `NOTIFY_SOCKET` and `WATCHDOG_USEC` are read from it.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        socket = environment["NOTIFY_SOCKET"]
        watchdog = environment["WATCHDOG_USEC"].flatMap(Int64.init).map { .microseconds($0) }
    }

    public func run() async throws {
        send("READY=1")
        await withGracefulShutdownHandler {
            // Half the interval, as sd_watchdog_enabled(3) advises.
            let pause = watchdog.map { $0 / 2 } ?? .seconds(3600)
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                if watchdog != nil { send("WATCHDOG=1") }
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
            }
        } onGracefulShutdown: {
            send("STOPPING=1")
        }
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
