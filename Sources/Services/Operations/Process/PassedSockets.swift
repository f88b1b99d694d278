public import Foundation

/// The listening sockets that systemd holds for a daemon and hands it when it starts (sd_listen_fds(3)).
public enum PassedSockets {
    /// The first of them, after standard input, output and error.
    private static let first: Int32 = 3
    private static let most: Int32 = 16

    /// - Returns: descriptors, the caller's from now on; none where nothing was handed to this process.
    public static func take(
        _ environment: [String: String] = ProcessInfo.processInfo.environment, process: Int32 = getpid()
    ) -> [Int32] {
        guard environment["LISTEN_PID"] == "\(process)", let count = environment["LISTEN_FDS"].flatMap(Int32.init),
            (1...most).contains(count)
        else { return [] }
        return (first..<first + count).filter { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
    }
}
