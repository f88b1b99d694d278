import Foundation
import Synchronization

/// A web server on loopback that gives each path one prepared answer, on a thread of its own.
final class PlainServer: Sendable {
    let port: Int
    private let socket: Int32
    private let requests = Mutex<[String]>([])

    /// What was asked for: the heads of all requests, in their order.
    var asked: [String] { requests.withLock { $0 } }

    /// - Parameter answer: to a path, as it goes over the wire.
    init(_ answer: @escaping @Sendable (String) -> String) throws {
        let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, length) == 0 && listen(socket, 8) == 0
                    && getsockname(socket, address, &length) == 0
            }
        }
        guard isBound else { throw CocoaError(.fileReadUnknown) }
        (self.socket, port) = (socket, Int(UInt16(bigEndian: address.sin_port)))
        Thread { [self] in
            while true {
                let client = accept(socket, nil, nil)
                guard client >= 0 else { return }
                serve(client, answer)
                close(client)
            }
        }.start()
    }

    func stop() { shutdown(socket, Int32(SHUT_RDWR)) }

    private func serve(_ client: Int32, _ answer: (String) -> String) {
        var head = [UInt8]()
        var byte: UInt8 = 0
        while !head.ends(with: "\r\n\r\n".utf8), head.count < 8192 {
            guard read(client, &byte, 1) == 1 else { return }
            head.append(byte)
        }
        let text = String(decoding: head, as: UTF8.self)
        requests.withLock { $0.append(text) }
        let path = text.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        let bytes = Array(answer(path).utf8)
        _ = write(client, bytes, bytes.count)
    }
}

extension [UInt8] {
    fileprivate func ends(with end: String.UTF8View) -> Bool { suffix(end.count).elementsEqual(end) }
}
