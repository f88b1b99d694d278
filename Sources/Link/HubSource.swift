internal import Foundation
internal import Ground
internal import Synchronization
internal import TrustedUpdate

/// The hub's signed repository over HTTPS; the ``TrustedClient`` above believes none of it unverified.
final class HubSource: MetadataSource {
    private let hub: HubConnection
    private let received = Atomic<Int>(0)

    init(hub: HubConnection) { self.hub = hub }

    /// Bytes received since the last call.
    func takeCount() -> Int { received.exchange(0, ordering: .relaxed) }

    func metadata(_ name: String, limit: Int) async throws(Fault) -> Data? {
        let answer = try await hub.send(.get, "/v1/metadata/\(name)", limit: limit)
        if answer.status == 404 { return nil }
        return try body(answer, name)
    }

    func target(_ path: String, limit: Int) async throws(Fault) -> Data {
        let escaped = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? ""
        return try body(try await hub.send(.get, "/v1/targets/\(escaped)", limit: limit), path)
    }

    private func body(_ answer: HubConnection.Answer, _ name: String) throws(Fault) -> Data {
        guard answer.status == 200 else { throw answer.refusal(of: "the request for \(name.prefix(200))") }
        received.add(answer.body.count, ordering: .relaxed)
        return answer.body
    }
}
