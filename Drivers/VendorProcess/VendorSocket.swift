internal import Foundation
internal import Glibc
public import Ground

/// A connected stream socket to a vendor's process, which is started for it, or is already listening.
public struct VendorSocket: Sendable {
    /// The descriptor that a process finds its socket at.
    public static let inherited: Int32 = 3

    public let descriptor: Int32
    /// Of the process that was started; nil where it was there before.
    let process: pid_t?

    public init(descriptor: Int32) {
        self.descriptor = descriptor
        process = nil
    }

    private init(descriptor: Int32, process: pid_t) {
        self.descriptor = descriptor
        self.process = process
    }

    /// Two connected sockets; what is written to one is read from the other.
    public static func pair() throws(Fault) -> (station: Int32, helper: Int32) {
        var both: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &both) == 0 else {
            throw failure("make a socket for")
        }
        return (both[0], both[1])
    }

    /// - Parameters:
    ///   - path: of a Unix socket, which is connected to, or of an executable, which is started with one.
    ///   - arguments: for the executable.
    public static func open(_ path: String, arguments: [String] = []) throws(Fault) -> VendorSocket {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw Fault(.deviceMissing, "there is no vendor's reader process at \(path); install or start it")
        }
        return status.st_mode & S_IFMT == S_IFSOCK ? try connect(path) : try start(path, arguments)
    }

    private static func connect(_ path: String) throws(Fault) -> VendorSocket {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room else {
            throw Fault(
                .configValue, "the socket's path \(path) is longer than \(room - 1) bytes; choose a shorter one")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure("make a socket for \(path)") }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else {
            let fault = failure("connect to \(path)")
            Glibc.close(descriptor)
            throw fault
        }
        return VendorSocket(descriptor: descriptor)
    }

    /// The process inherits its socket, the three standard streams and nothing else.
    private static func start(_ path: String, _ arguments: [String]) throws(Fault) -> VendorSocket {
        let (station, helper) = try pair()
        defer { Glibc.close(helper) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, helper, inherited)
        // Whatever else of ours is open without its close-on-exec flag.
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.compactMap { Int32($0) }
        for descriptor in open ?? [] where descriptor > inherited {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        var environment: [UnsafeMutablePointer<CChar>?] = [
            strdup("PATH=/usr/bin:/bin"), strdup("RIDGELINE_READER_FD=\(inherited)"),
        ]
        words.append(nil)
        environment.append(nil)
        defer { for word in words + environment { free(word) } }
        var process: pid_t = 0
        let status = posix_spawn(&process, path, &actions, nil, &words, &environment)
        guard status == 0 else {
            Glibc.close(station)
            throw Fault(
                .deviceMissing, "cannot start \(path): \(String(cString: strerror(status))); check its permissions")
        }
        return VendorSocket(descriptor: station, process: process)
    }

    /// Waits a second for the process to end by itself, then ends it. Blocks; for a thread of one's own.
    func reap() {
        guard let process else { return }
        for _ in 0..<100 {
            if waitpid(process, nil, WNOHANG) != 0 { return }
            usleep(10_000)
        }
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    private static func failure(_ what: String) -> Fault {
        Fault(.readerVendor, "cannot \(what): \(String(cString: strerror(errno))); start the vendor's process")
    }
}
