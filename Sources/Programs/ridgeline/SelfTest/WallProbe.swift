import Foundation
import Glibc

/// Tries whether a packet leaves the station's control group: systemd's `IPAddressDeny=` holds it back there, whoever sends it.
///
/// It is sent to this machine's own address, which is none of the loopback's: the filter does not tell the two ways apart, and
/// nobody else hears of it. As only a process can be in a control group, another one of this program tries.
enum WallProbe {
    enum Answer: Int32 {
        // No status of a program that was used wrongly or has crashed.
        case held = 10
        case left
        case unknown
    }

    /// Starts the process that tries.
    ///
    /// - Parameter group: of the station, under /sys/fs/cgroup.
    static func ask(_ group: URL) -> Answer {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["self-test", "--wall-probe", group.path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return .unknown }
        process.waitUntilExit()
        return process.terminationReason == .exit ? Answer(rawValue: process.terminationStatus) ?? .unknown : .unknown
    }

    /// In that process: goes into the group, for good, and sends a byte.
    static func send(from group: String) -> Answer {
        let file = open("\(group)/cgroup.procs", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return .unknown }
        let own = Array("\(getpid())\n".utf8)
        guard write(file, own, own.count) == own.count, var address = ownAddress() else { return .unknown }
        let socket = datagramSocket()
        let sent = withSockAddr(&address) { sendto(socket, [0], 1, 0, $0, $1) }
        return sent == 1 ? .left : errno == EPERM ? .held : .unknown
    }

    /// That of the interface by which the world is reached, with the port of nobody (discard, RFC 863); nil without a network.
    private static func ownAddress() -> sockaddr_in? {
        var far = sockaddr_in()
        far.sin_family = sa_family_t(AF_INET)
        far.sin_port = in_port_t(9).bigEndian
        // Of documentation (RFC 5737): a datagram socket that is connected has sent nothing.
        far.sin_addr.s_addr = in_addr_t(0xC000_0201).bigEndian
        let socket = datagramSocket()
        guard withSockAddr(&far, { connect(socket, $0, $1) }) == 0 else { return nil }
        var own = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard withSockAddr(&own, { address, _ in getsockname(socket, address, &length) }) == 0 else { return nil }
        own.sin_port = far.sin_port
        return own
    }

    /// Closed with the process.
    private static func datagramSocket() -> Int32 { socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC, 0) }

    private static func withSockAddr<Result>(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
