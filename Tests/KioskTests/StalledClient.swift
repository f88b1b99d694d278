import Foundation

/// A client on this machine that begins a request and never ends it.
enum StalledClient {
    /// Connects, writes `beginning` and waits, without another word, until the server hangs up.
    ///
    /// - Returns: false when the server has not hung up within ten seconds.
    static func isHungUpOn(port: Int, after beginning: String) async -> Bool {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: stall(port, beginning)) }
        }
    }

    private static func stall(_ port: Int, _ beginning: String) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0, send(descriptor, beginning, beginning.utf8.count, Int32(MSG_NOSIGNAL)) >= 0
        else { return false }
        var answer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &answer, answer.count, 0)
            if count == 0 { return true }
            if count < 0 { return errno == ECONNRESET }
        }
    }
}
