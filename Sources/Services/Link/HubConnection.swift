internal import AsyncHTTPClient
internal import Foundation
internal import Ground
internal import NIOCore
internal import NIOHTTP1
internal import TrustedUpdate

/// The one way out, to the hub or to a mirror of its files: requests with bounded answers. Thread-safe.
struct HubConnection: Sendable {
    enum Method: String { case get = "GET", put = "PUT", post = "POST" }

    let client: HTTPClient
    let address: ServerAddress
    /// How many times a server may send us on.
    let redirects: Int
    let faults: ConnectionFaults
    let onWelcome: @Sendable () -> Void
    let onRefusal: @Sendable (HubAnswer) -> Void
    /// Slow drips end: so long after the request, and later only for what is signed to be big.
    var patience = Duration.seconds(60)

    /// Sends one request.
    ///
    /// - Parameters:
    ///   - path: from the root, percent-encoded where need be.
    ///   - limit: bytes of the answer's body; more is a fault, and nothing beyond is read.
    /// - Throws: ``Fault`` `hub.unreachable`, `hub.untrusted`, `hub.tooLarge`.
    func send(
        _ method: Method, _ path: String, headers: [(String, String)] = [], body: Data? = nil, limit: Int
    ) async throws(Fault) -> HubAnswer {
        var request = self.request(method, path, headers)
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        do {
            let deadline = self.deadline(bytes: limit)
            let response = try await answer(to: request, deadline)
            var received = Data()
            for try await piece in response.body {
                guard received.count + piece.readableBytes <= limit else {
                    throw faults.tooLarge(path: path, limit: limit)
                }
                try refuseDrip(after: deadline, path)
                received.append(contentsOf: piece.readableBytesView)
            }
            let answer = HubAnswer(status: Int(response.status.code), body: received)
            welcomed(answer.status, response)
            if answer.status == 403 { onRefusal(answer) }
            return answer
        } catch { throw await faults.fault(of: error, path: path, limit: limit) }
    }

    /// Appends a file to what is there of it, asking only for the rest.
    ///
    /// - Returns: nil when it was appended; an answer that was none of the file.
    /// - Throws: ``Fault`` as ``send(_:_:headers:body:limit:)``, or what the partial file throws.
    func receive(_ path: String, into file: PartialFile) async throws(Fault) -> HubAnswer? {
        let start = file.count
        let range = start > 0 ? [("Range", "bytes=\(start)-\(file.length - 1)")] : []
        let deadline = self.deadline(bytes: file.length - start)
        do {
            let response = try await answer(to: request(.get, path, range), deadline)
            let status = Int(response.status.code)
            welcomed(status, response)
            let continues =
                status == 206 && response.headers.first(name: "Content-Range")?.hasPrefix("bytes \(start)-") == true
            guard continues || status == 200 else {
                let text = try await response.body.collect(upTo: 4096)
                // Whatever is wrong with a continuation, the next attempt begins at the beginning.
                if start > 0 { try file.restart() }
                let answer = HubAnswer(status: status, body: Data(text.readableBytesView))
                if status == 403 { onRefusal(answer) }
                return answer
            }
            if start > 0, !continues { try file.restart() }
            for try await piece in response.body {
                try refuseDrip(after: deadline, path)
                try piece.withUnsafeReadableBytes { try file.append($0) }
            }
            return nil
        } catch { throw await faults.fault(of: error, path: path, limit: file.length) }
    }

    /// Follows where we are sent on to, if we may; the client's own way of doing so traps at a port above 65535.
    private func answer(to request: HTTPClientRequest, _ deadline: NIODeadline) async throws -> HTTPClientResponse {
        var (request, place) = (request, address.redirected(to: request.url) ?? address)
        for _ in 0...redirects {
            let response = try await client.execute(request, deadline: deadline)
            guard redirects > 0, [301, 302, 303, 307, 308].contains(response.status.code),
                let reference = response.headers.first(name: "Location")
            else { return response }
            guard let next = place.redirected(to: reference) else {
                throw Fault(.hubAddress, "\(place) sends us on to what is no http or https address; tell its operator")
            }
            (place, request.url) = (next, next.description)
        }
        throw Fault(.hubAddress, "\(address) sends us on more than \(redirects) times; tell its operator")
    }

    private func request(_ method: Method, _ path: String, _ headers: [(String, String)]) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: address.description + path)
        request.method = HTTPMethod(rawValue: method.rawValue)
        // Unasked a server may compress (RFC 9110, section 12.5.3), and what is signed for are the bytes as they are.
        request.headers = HTTPHeaders(headers + [("Accept-Encoding", "identity")])
        return request
    }

    private func deadline(bytes: Int) -> NIODeadline { .now() + TimeAmount(patience) + .seconds(Int64(bytes / 50_000)) }

    /// The client's own deadline ends with the head of the answer.
    private func refuseDrip(after deadline: NIODeadline, _ path: String) throws(Fault) {
        guard NIODeadline.now() < deadline else { throw faults.drips(path) }
    }

    private func welcomed(_ status: Int, _ response: HTTPClientResponse) {
        faults.diagnosis?.clock.hub(says: response.headers.first(name: "Date"))
        if ![401, 403].contains(status) { onWelcome() }
    }
}
