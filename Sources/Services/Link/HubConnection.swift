internal import AsyncHTTPClient
internal import CaseMessages
internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import TrustedUpdate

/// The one way out, to the hub or to a mirror of its files: requests with bounded answers. Thread-safe.
struct HubConnection: Sendable {
    enum Method: String { case get = "GET", put = "PUT", post = "POST" }

    /// What the server answered.
    struct Answer: Sendable {
        let status: Int
        let body: Data
    }

    /// Who we are and whom we believe, to explain a refusal with.
    private struct Terms {
        var key: DeviceTLSKey?
        /// When our certificate ends; nil for a stranger.
        var ends: Date?
        var diagnosis: HubDiagnosis?
    }

    private let client: HTTPClient
    let address: URL
    private let terms: Terms
    private let onWelcome: @Sendable () -> Void

    /// Connects lazily and closes everything when `body` returns.
    ///
    /// - Parameter onWelcome: called at each answer that does not turn this device away.
    static func open<R>(
        to address: URL, as credential: TLSCredential, clock: LinkClock, onWelcome: @escaping @Sendable () -> Void = {},
        _ body: (HubConnection) async throws -> R
    ) async throws -> R {
        let key = DeviceTLSKey(credential.key)
        let tls = try HubTLS.configuration(
            authority: credential.authority, certificate: credential.certificate, key: key)
        let diagnosis = HubDiagnosis(authority: credential.authority, clock: clock)
        return try await open(
            to: address, tls: tls, terms: Terms(key: key, ends: credential.notAfter, diagnosis: diagnosis),
            onWelcome: onWelcome, body)
    }

    /// As a stranger: to enrol.
    static func open<R>(
        to address: URL, trusting authority: String, clock: LinkClock, _ body: (HubConnection) async throws -> R
    ) async throws -> R {
        try await open(
            to: address, tls: try HubTLS.configuration(authority: authority),
            terms: Terms(diagnosis: HubDiagnosis(authority: authority, clock: clock)), body)
    }

    /// With any TLS: where what comes is verified by itself.
    ///
    /// - Parameter redirects: how many of them are followed; only what is verified by itself may come from elsewhere.
    static func open<R>(
        to address: URL, tls: TLSConfiguration, redirects: Int, _ body: (HubConnection) async throws -> R
    ) async throws -> R {
        try await open(to: address, tls: tls, terms: Terms(), redirects: redirects, body)
    }

    private static func open<R>(
        to address: URL, tls: TLSConfiguration, terms: Terms, redirects: Int = 0,
        onWelcome: @escaping @Sendable () -> Void = {},
        _ body: (HubConnection) async throws -> R
    ) async throws -> R {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls,
            redirectConfiguration: redirects > 0 ? .follow(max: redirects, allowCycles: false) : .disallow,
            timeout: .init(connect: .seconds(10), read: .seconds(30)))
        configuration.httpVersion = .http1Only
        // The link has its own patience, see Rounds.
        configuration.connectionPool.retryConnectionEstablishment = false
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            try await body(HubConnection(client: client, address: address, terms: terms, onWelcome: onWelcome))
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
        var request = self.request(method, path, headers)
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        do {
            let deadline = Self.deadline(bytes: limit)
            let response = try await client.execute(request, deadline: deadline)
            var received = Data()
            for try await piece in response.body {
                guard received.count + piece.readableBytes <= limit else {
                    throw Fault(
                        .hubTooLarge, "\(address) answers \(path) with more than \(limit) bytes; tell its operator")
                }
                try refuseDrip(after: deadline, path)
                received.append(contentsOf: piece.readableBytesView)
            }
            let answer = Answer(status: Int(response.status.code), body: received)
            welcomed(answer.status, response)
            return answer
        } catch { throw await fault(of: error, path: path, limit: limit) }
    }

    /// Appends a file to what is there of it, asking only for the rest.
    ///
    /// - Returns: nil when it was appended; an answer that was none of the file.
    /// - Throws: ``Fault`` as ``send(_:_:headers:body:limit:)``, or what the partial file throws.
    func receive(_ path: String, into file: PartialFile) async throws(Fault) -> Answer? {
        let start = file.count
        let range = start > 0 ? [("Range", "bytes=\(start)-\(file.length - 1)")] : []
        let deadline = Self.deadline(bytes: file.length - start)
        do {
            let response = try await client.execute(request(.get, path, range), deadline: deadline)
            let status = Int(response.status.code)
            welcomed(status, response)
            let continues =
                status == 206 && response.headers.first(name: "Content-Range")?.hasPrefix("bytes \(start)-") == true
            guard continues || status == 200 else {
                let text = try await response.body.collect(upTo: 4096)
                // Whatever is wrong with a continuation, the next attempt begins at the beginning.
                if start > 0 { try file.restart() }
                return Answer(status: status, body: Data(text.readableBytesView))
            }
            if start > 0, !continues { try file.restart() }
            for try await piece in response.body {
                try refuseDrip(after: deadline, path)
                try piece.withUnsafeReadableBytes { try file.append($0) }
            }
            return nil
        } catch { throw await fault(of: error, path: path, limit: file.length) }
    }

    private func request(_ method: Method, _ path: String, _ headers: [(String, String)]) -> HTTPClientRequest {
        var base = address.absoluteString
        while base.hasSuffix("/") { base.removeLast() }
        var request = HTTPClientRequest(url: base + path)
        request.method = HTTPMethod(rawValue: method.rawValue)
        // Unasked a server may compress (RFC 9110, section 12.5.3), and what is signed for are the bytes as they are.
        request.headers = HTTPHeaders(headers + [("Accept-Encoding", "identity")])
        return request
    }

    /// Slow drips end: a minute, and longer only for what is signed to be big.
    private static func deadline(bytes: Int) -> NIODeadline { .now() + .seconds(60 + Int64(bytes / 50_000)) }

    /// The client's own deadline ends with the head of the answer.
    private func refuseDrip(after deadline: NIODeadline, _ path: String) throws(Fault) {
        guard NIODeadline.now() < deadline else {
            throw Fault(.hubSlow, "the server at \(address) only drips \(path); it is tried again, or use another")
        }
    }

    private func welcomed(_ status: Int, _ response: HTTPClientResponse) {
        terms.diagnosis?.clock.hub(says: response.headers.first(name: "Date"))
        if ![401, 403].contains(status) { onWelcome() }
    }

    private func fault(of error: any Error, path: String, limit: Int) async -> Fault {
        switch error {
        case let fault as Fault: fault
        case is NIOTooManyBytesError:
            Fault(.hubTooLarge, "\(address) answers \(path) with more than \(limit) bytes; tell its operator")
        case is NIOSSLExtraError, is NIOSSLError, is BoringSSLError: await untrusted(error)
        default:
            Fault(.hubUnreachable, "the server at \(address) cannot be reached; check the network", cause: error)
        }
    }

    private func untrusted(_ error: any Error) async -> Fault {
        // The device could not show who it is; the hub is not to blame.
        if let fault = terms.key?.fault { return fault }
        if let ends = terms.ends, String(describing: error).contains("ALERT_CERTIFICATE_EXPIRED") {
            return Fault(
                .certificateExpired,
                "the hub says that this device's certificate has ended (\(Timestamp(ends))); it is being renewed")
        }
        if let fault = await terms.diagnosis?.explain(address) { return fault }
        return Fault(
            .hubUntrusted, "what answers at \(address) is not the hub of this device's invitation; check the address",
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
            return Fault(.hubRefused, "the hub refuses \(what): \(String(text)); ask the hub's operator")
        case 429, 503: return Fault(.hubBusy, "the hub has no time for \(what): \(String(text)); it is tried again")
        default: return Fault(.hubAnswer, "the hub does not take \(what): \(String(text)); ask the hub's operator")
        }
    }
}
