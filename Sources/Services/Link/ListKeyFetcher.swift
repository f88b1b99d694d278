internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Synchronization

/// Brings the hub's notice of list keys to the station, where it names or gives others than the one before, or
/// that one came damaged.
final class ListKeyFetcher: Sendable {
    private let state: LinkState
    private let hub: HubConnection
    /// How many damaged notices the station had told of when the last was written.
    private let told = Mutex(0)

    init(state: LinkState, hub: HubConnection) {
        self.state = state
        self.hub = hub
    }

    func round() async throws(Fault) {
        let answer = try await hub.send(.get, "/v1/keys", limit: ListKeyNotice.limit)
        // A hub that does not know this request has nothing to tell.
        if answer.status == 404 { return }
        guard answer.status == 200 else { throw answer.refusal(of: "the request for list keys") }
        let notice: ListKeyNotice = try WireJSON.decode(
            from: answer.body, limit: ListKeyNotice.limit, naming: "the hub's notice of list keys")
        let before: ListKeyNotice? = try? WireJSON.load(from: state.incomingKeys, limit: ListKeyNotice.limit)
        let damaged = try WantedLists.load(from: state.wanted)?.damagedNotices ?? 0
        guard before?.names != notice.names || told.withLock({ $0 }) != damaged else { return }
        try Folder.makeWay(for: state.incomingKeys, below: state.incoming)
        try DurableFile.write(answer.body, to: state.incomingKeys)
        told.withLock { $0 = damaged }
    }
}
