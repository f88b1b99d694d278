import Foundation

/// A client on this machine with a thread of its own: what it does when does not hang on the tests beside it.
enum PlainClient {
    /// Connects, writes `beginning`, then a letter every twentieth of a second, until the server hangs up.
    ///
    /// - Returns: false where there was no connection, or it ended otherwise.
    static func isHungUpOn(port: Int, after beginning: String) async -> Bool {
        await onThread {
            guard let descriptor = connect(port) else { return false }
            defer { close(descriptor) }
            var text = beginning
            while write(text, to: descriptor) {
                var reading = read(descriptor)
                while case .text = reading { reading = read(descriptor) }
                if case .end = reading { return true }
                text = "x"
            }
            return isEnd(errno)
        }
    }

    /// Connects and asks again and again, reading nothing, until the server hangs up.
    ///
    /// - Returns: as above.
    static func isHungUpOn(port: Int, asking request: String) async -> Bool {
        await onThread {
            guard let descriptor = connect(port) else { return false }
            defer { close(descriptor) }
            while write(request, to: descriptor) || errno == EAGAIN {}
            return isEnd(errno)
        }
    }

    private static func isEnd(_ error: Int32) -> Bool { error == EPIPE || error == ECONNRESET }

    /// A socket that listens on loopback, as systemd holds one, and its port.
    static func listening(_ type: __socket_type = SOCK_STREAM) -> (socket: Int32, port: Int)? {
        let descriptor = socket(AF_INET, Int32(type.rawValue), 0)
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let done = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard done else { return nil }
        if type == SOCK_STREAM { listen(descriptor, 16) }
        return (descriptor, Int(in_port_t(bigEndian: address.sin_port)))
    }

    /// A connection that has written something and holds on.
    struct Drip: Sendable {
        fileprivate let descriptor: Int32
        func end() { close(descriptor) }

        /// What the server sends first.
        var first: String {
            get async { await onThread { PlainClient.next(descriptor) } }
        }

        /// Whether the server still holds on.
        var isOpen: Bool {
            get async {
                await onThread {
                    if case .end = PlainClient.read(descriptor) { false } else { true }
                }
            }
        }
    }

    static func drip(_ beginning: String, port: Int) -> Drip? {
        guard let descriptor = connect(port), write(beginning, to: descriptor) else { return nil }
        return Drip(descriptor: descriptor)
    }

    /// Whether a whole request is answered.
    static func isServed(port: Int) async -> Bool {
        await onThread {
            answer(port, "GET /status HTTP/1.1\r\n\(front(port))Connection: close\r\n\r\n").hasPrefix("HTTP/1.1 200 ")
        }
    }

    /// What the server sends, without carriage returns, until a word has come so often, or until it hangs up.
    static func text(port: Int, path: String, header: String?, until word: String, _ count: Int) async -> String {
        await onThread {
            let head = "GET \(path) HTTP/1.1\r\n\(front(port))\(header.map { $0 + "\r\n" } ?? "")\r\n"
            guard let descriptor = connect(port), write(head, to: descriptor) else { return "" }
            defer { close(descriptor) }
            var raw = ""
            // The words, and the end of the event that the last one stands in.
            while raw.components(separatedBy: word).count <= count || !raw.hasSuffix("\n\n\n") {
                switch read(descriptor) {
                case .text(let text): raw.unicodeScalars += text.unicodeScalars.filter { $0 != "\r" }
                case .end: return raw
                case .nothing: continue
                }
            }
            return raw
        }
    }

    /// The first that the server says to a request.
    static func answer(_ port: Int, to request: String) async -> String {
        await onThread { answer(port, request) }
    }

    private static func answer(_ port: Int, _ request: String) -> String {
        guard let descriptor = connect(port), write(request, to: descriptor) else { return "" }
        defer { close(descriptor) }
        return next(descriptor)
    }

    private static func next(_ descriptor: Int32) -> String {
        while true {
            switch read(descriptor) {
            case .text(let text): return text
            case .end: return ""
            case .nothing: continue
            }
        }
    }

    /// The headers of one who has the key.
    static func front(_ port: Int) -> String { "Host: 127.0.0.1:\(port)\r\nAuthorization: \(TheKey.bearer)\r\n" }

    private enum Reading { case text(String), end, nothing }

    private static func read(_ descriptor: Int32) -> Reading {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        if count > 0 { return .text(String(decoding: bytes[..<count], as: UTF8.self)) }
        return count == 0 || errno == ECONNRESET ? .end : .nothing
    }

    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL)) >= 0
    }

    /// A connection whose reads wait a twentieth of a second.
    private static func connect(_ port: Int) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 0, tv_usec: 50_000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if connected == 0 { return descriptor }
        close(descriptor)
        return nil
    }

    private static func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }
}
