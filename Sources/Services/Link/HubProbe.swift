public import DeviceIdentity
internal import Foundation
public import Ground

/// Asks the hub one small question as this device, for who wants to know whether the way there is open.
public struct HubProbe: Sendable {
    private let identity: LinkIdentity
    private let state: LinkState
    private let time: LinkTime

    public init(_ identity: LinkIdentity, _ state: LinkState, time: LinkTime = .system) {
        (self.identity, self.state, self.time) = (identity, state, time)
    }

    /// Before the link's first start it leaves nothing of its own user's in the link's folder.
    private func linkClock() throws(Fault) -> LinkClock {
        let isThere = FileManager.default.fileExists(atPath: state.trust.appending(path: "root.json").path)
        return isThere ? try LinkClock(time, identity, state) : LinkClock(time)
    }

    /// - Parameter address: where the hub is, when it is not where it was at provisioning.
    /// - Returns: how long the answer took, the handshake included.
    /// - Throws: ``Fault`` as the link's: `hub.unreachable`, `hub.untrusted`, `hub.refused`, `clock.…`, `tpm.…`.
    public func ask(_ address: ServerAddress?) async throws(Fault) -> Duration {
        let clock = try linkClock()
        let start = time.uptime()
        let answer: HubAnswer
        do {
            answer = try await HubConnection.open(
                to: address ?? identity.deviceURL, as: identity.credential, clock: clock
            ) { try await $0.send(.get, "/v1/metadata/timestamp.json", limit: 65_536) }
        } catch let fault as Fault { throw fault } catch {
            throw Fault(.hubUnreachable, "the hub cannot be reached; check the network", cause: error)
        }
        guard answer.status == 200 else { throw answer.refusal(of: "the question of a self-test") }
        let took = time.uptime() - start
        try await clock.check()
        return took
    }

    /// Whether this device's clock is behind what was signed for it, without asking anybody.
    ///
    /// - Throws: ``Fault`` `clock.behind`, or of the trust state.
    public func checkClock() async throws(Fault) { try await LinkClock(time, identity, state).check() }
}
