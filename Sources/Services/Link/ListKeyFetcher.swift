internal import DeviceIdentity
internal import Foundation
internal import Ground

/// Brings the hub's notice of list keys to the station, where it names others than the one before.
struct ListKeyFetcher: Sendable {
    let state: StateDirectory
    let hub: HubConnection

    func round() async throws(Fault) {
        let answer = try await hub.send(.get, "/v1/keys", limit: ListKeyNotice.limit)
        // A hub that does not know this request has nothing to tell.
        if answer.status == 404 { return }
        guard answer.status == 200 else { throw answer.refusal(of: "the request for list keys") }
        let notice: ListKeyNotice = try WireJSON.decode(
            from: answer.body, limit: ListKeyNotice.limit, naming: "the hub's notice of list keys")
        let before: ListKeyNotice? = try? WireJSON.load(from: state.incomingKeys, limit: ListKeyNotice.limit)
        guard before?.names != notice.names else { return }
        try DurableFile.write(answer.body, to: state.incomingKeys)
    }
}
