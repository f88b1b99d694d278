internal import Glibc
internal import Synchronization

/// Ports for servers that come back at the same place.
///
/// A port that the system gives away may go to any connection of any test as soon as its server is down. These lie below
/// those that it gives away, so nothing takes one while a server is away but who asks here.
public enum LoopbackPorts {
    /// Below Linux's ephemeral ports, which begin at 32768.
    private static let range = 20_000..<32_000
    /// Several test processes begin at different places.
    private static let next = Atomic(Int.random(in: 0..<range.count))

    /// A port at which nobody listens, and that is given out once in this process.
    public static func free() -> Int {
        while true {
            let step = next.wrappingAdd(1, ordering: .relaxed).oldValue
            let port = range.lowerBound + step % range.count
            if isFree(port) { return port }
        }
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
