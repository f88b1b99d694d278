import AsyncHTTPClient
import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import NIOCore
import NIOHTTP1
import NIOSSL
import Testing

/// An HTTPS client of one listener that trusts one authority and nobody else.
struct HubClient: Sendable {
    struct Answer: Sendable {
        let status: UInt
        let body: Data
        let headers: [String: String]

        /// What a refusal says it is.
        var code: String? {
            struct Refusal: Decodable { let code: String }
            return (try? JSONDecoder().decode(Refusal.self, from: body))?.code
        }
    }

    enum Method: String { case get = "GET", head = "HEAD", put = "PUT", post = "POST", delete = "DELETE" }

    private let base: String
    private let client: HTTPClient

    /// - Parameter identity: client certificate and key, PEM.
    init(base: String, authority: String, identity: (certificate: String, key: String)? = nil) throws {
        self.base = base
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv13
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)))
        if let identity {
            tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(identity.certificate.utf8))
                .map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.key.utf8), format: .pem))
        }
        client = HTTPClient(configuration: .init(tlsConfiguration: tls))
    }

    func closing(_ body: () async throws -> Void) async throws {
        do { try await body() } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    func send(
        _ method: Method, _ path: String, body: Data? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: base + path)
        request.method = HTTPMethod(rawValue: method.rawValue)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(body) }
        let response = try await client.execute(request, timeout: .seconds(30))
        let answer = try await response.body.collect(upTo: 4 << 20)
        return Answer(
            status: response.status.code, body: Data(answer.readableBytesView),
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { $1 })
    }

    /// Sends one item in a batch of its own.
    func post(_ body: Data, as item: UUIDv7, kind: UInt8 = 0) async throws -> Answer {
        let batch = ItemBatch([.init(identifier: item, kind: kind, bytes: body)])
        return try await send(.post, "/v1/items", body: batch.encoded())
    }

    /// The same, and reads what the hub says of it.
    func upload(_ body: Data, as item: UUIDv7, kind: UInt8 = 0) async throws -> BatchAnswer.Outcome {
        let answer = try await post(body, as: item, kind: kind)
        let outcomes = try WireJSON.decode(
            BatchAnswer.self, from: answer.body, limit: BatchAnswer.limit,
            naming: String(decoding: answer.body, as: UTF8.self))
        return try #require(outcomes.items.first)
    }

    func enrol(_ request: Data) async throws -> EnrolmentAnswer {
        let answer = try await send(.post, "/v1/enrol", body: request)
        return try WireJSON.decode(
            from: answer.body, limit: EnrolmentAnswer.limit, naming: String(decoding: answer.body, as: UTF8.self))
    }
}
