internal import AsyncHTTPClient
internal import CaseMessages
internal import Foundation
internal import Ground
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// The one way to the hub: HTTPS requests with bounded answers. Thread-safe.
struct HubConnection: Sendable {
    enum Method: String { case get = "GET", put = "PUT", post = "POST" }

    /// What the hub answered.
    struct Answer: Sendable {
        let status: Int
        let body: Data
    }

    private let client: HTTPClient
    private let address: URL
    private let onWelcome: @Sendable () -> Void

    /// Connects lazily and closes everything when `body` returns.
    ///
    /// - Parameter onWelcome: called at each answer that does not turn this device away.
    static func open<R>(
        to address: URL, tls: TLSConfiguration, onWelcome: @escaping @Sendable () -> Void = {},
        _ body: (HubConnection) async throws -> R
    ) async throws -> R {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(10), read: .seconds(30)))
        configuration.httpVersion = .http1Only
        // The link has its own patience, see Rounds.
        configuration.connectionPool.retryConnectionEstablishment = false
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            try await body(HubConnection(client: client, address: address, onWelcome: onWelcome))
        }
    }

    /// Sends one request.
    ///
    /// - Parameters:
    ///   - path: from the root, percent-encoded where need be.
    ///   - limit: bytes of the answer's body; more is a fault, and nothing beyond is read.
    /// - Throws: ``Fault`` `hub.unreachable`, `hub.untrusted`, `hub.tooLarge`.
    func send(
        _ method: Method, _ path: String, headers: [(String, String)] = [], body: Data? = nil, limit: Int
    ) async throws(Fault) -> Answer {
        var base = address.absoluteString
        while base.hasSuffix("/") { base.removeLast() }
        var request = HTTPClientRequest(url: base + path)
        request.method = HTTPMethod(rawValue: method.rawValue)
        request.headers = HTTPHeaders(headers)
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        do {
            // Slow drips end: a minute, and longer only for what is signed to be big.
            let deadline = NIODeadline.now() + .seconds(60 + Int64(limit / 50_000))
            let response = try await client.execute(request, deadline: deadline)
            let received = try await response.body.collect(upTo: limit)
            let answer = Answer(status: Int(response.status.code), body: Data(received.readableBytesView))
            if ![401, 403].contains(answer.status) { onWelcome() }
            return answer
        } catch is NIOTooManyBytesError {
            throw Fault("hub.tooLarge", "the hub answers \(path) with more than \(limit) bytes; tell its operator")
        } catch let error as NIOSSLExtraError {
            throw untrusted(error)
        } catch let error as NIOSSLError {
            throw untrusted(error)
        } catch {
            throw Fault(
                "hub.unreachable", "the hub at \(address) cannot be reached; check the network", cause: error)
        }
    }

    private func untrusted(_ error: any Error) -> Fault {
        Fault(
            "hub.untrusted", "what answers at \(address) is not the hub of this device's invitation; check the address",
            cause: error)
    }
}

extension HubConnection.Answer {
    /// The fault that an answer other than the expected one stands for, with what the hub says about it.
    func refusal(of what: String) -> Fault {
        struct Refusal: Decodable {
            let code: String
            let message: String
        }
        let said = try? WireJSON.decode(Refusal.self, from: body, limit: 4096, naming: "the refusal")
        // The text is somebody else's: one line, of bounded length.
        let text = (said.map { "\($0.message) [\($0.code)]" } ?? "status \(status)").prefix(400).map { letter in
            letter.isNewline || letter.unicodeScalars.contains { $0.value < 32 } ? " " : letter
        }
        switch status {
        case 401, 403:
            return Fault("hub.refused", "the hub refuses \(what): \(String(text)); ask the hub's operator")
        case 429, 503: return Fault("hub.busy", "the hub has no time for \(what): \(String(text)); it is tried again")
        default: return Fault("hub.answer", "the hub does not take \(what): \(String(text)); ask the hub's operator")
        }
    }
}
