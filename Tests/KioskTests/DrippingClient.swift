import Foundation

/// A client on this machine that begins a request and never ends it: it drips.
enum DrippingClient {
    /// Connects, writes `beginning`, then a letter every twentieth of a second until the server hangs up.
    ///
    /// - Returns: false when the server has not hung up within ten seconds.
    static func isHungUpOn(port: Int, after beginning: String) async -> Bool {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: drip(port, beginning)) }
        }
    }

    private static func drip(_ port: Int, _ beginning: String) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 0, tv_usec: 50_000)
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
        for _ in 0..<200 {
            let count = recv(descriptor, &answer, answer.count, 0)
            if count == 0 || (count < 0 && errno == ECONNRESET) { return true }
            if count < 0 && send(descriptor, "x", 1, Int32(MSG_NOSIGNAL)) < 0 { return true }
        }
        return false
    }
}
