import AsyncHTTPClient
import CaseMessages
import Crypto
import DeviceIdentity
import Foundation
import Ground
import Link
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A device as the hub sees it: its own key, certificate and connection, and the requests of a link.
struct LoadDevice: Sendable {
    let device: String
    let client: HTTPClient
    let latencies: Latencies

    /// Enrols, with the files of a device in `folder`.
    init(_ invitation: URL, in folder: URL, latencies: Latencies) async throws {
        let state = StateDirectory(folder)
        let outcome = try await EnrolmentClient().provision(state, with: try Invitation(contentsOf: invitation))
        device = outcome.record.device
        self.latencies = latencies
        let tls = try HubTLS.configuration(of: try LinkIdentity.load(state).credential)
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1
        configuration.connectionPool.idleTimeout = .seconds(60)
        client = HTTPClient(
            eventLoopGroupProvider: .shared(.singletonMultiThreadedEventLoopGroup), configuration: configuration)
    }

    /// - Returns: status and body; how long it took is noted.
    func send(
        _ kind: String, _ method: HTTPMethod, _ url: String, headers: [(String, String)] = [], body: Data? = nil
    ) async throws -> (status: UInt, body: Data) {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers = HTTPHeaders(headers)
        if let body { request.body = .bytes(body) }
        let start = ContinuousClock.now
        let response = try await client.execute(request, timeout: .seconds(60))
        let answer = try await response.body.collect(upTo: 64 << 20)
        latencies.note(kind, ContinuousClock.now - start)
        return (response.status.code, Data(answer.readableBytesView))
    }

    /// What a link does for an item until it has the hub's word for exactly these bytes.
    ///
    /// - Returns: the receipt; nil where the hub is away or refuses.
    func upload(_ item: UUIDv7, _ body: Data, to hub: String) async throws -> Data? {
        let batch = ItemBatch([.init(identifier: item, kind: 0, bytes: body)])
        let answer = try await send("upload", .POST, "\(hub)/v1/items", body: batch.encoded())
        guard answer.status == 200 else { return nil }
        let outcomes = try WireJSON.decode(
            BatchAnswer.self, from: answer.body, limit: BatchAnswer.limit, naming: "the hub's answer")
        guard let receipt = outcomes.items.first?.receipt else { return nil }
        guard receipt.item == item, receipt.digest == Hex.encode(SHA256.hash(data: body)) else {
            throw Fault(.receiptInvalid, "the hub's receipt is not for item \(item)")
        }
        return try WireJSON.encode(receipt)
    }

    /// Fetches the signed files that a device without lists needs, in the order of the protocol.
    func fetchLists(_ hub: String) async throws {
        func metadata(_ name: String) async throws -> Metadata.Signed {
            let answer = try await send("sync", .GET, "\(hub)/v1/metadata/\(name)")
            return try JSONDecoder().decode(Metadata.self, from: answer.body).signed
        }
        let timestamp = try await metadata("timestamp.json")
        guard let version = timestamp.meta?["snapshot.json"]?.version else { return }
        for (name, file) in try await metadata("\(version).snapshot.json").meta ?? [:] {
            for (path, target) in try await metadata("\(file.version).\(name)").targets ?? [:] {
                guard let digest = target.hashes["sha256"], let slash = path.lastIndex(of: "/") else { continue }
                let file = "\(path[...slash])\(digest).\(path[path.index(after: slash)...])"
                _ = try await send("list file", .GET, "\(hub)/v1/targets/\(file)")
            }
        }
    }
}

/// What of the signed files leads to the next ones.
private struct Metadata: Decodable {
    struct Signed: Decodable {
        struct File: Decodable { let version: Int }
        struct Target: Decodable { let hashes: [String: String] }
        let meta: [String: File]?
        let targets: [String: Target]?
    }
    let signed: Signed
}
