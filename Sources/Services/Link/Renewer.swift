internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Logging

/// Gets the device its next certificate when two thirds of the present one's life are over, or it has ended already.
///
/// Goes to the hub without a client certificate, which may have ended, and proves itself by the key: the same way every
/// time, so that the way for a device that slept too long is one that is known to work.
struct Renewer: Sendable {
    let identity: LinkIdentity
    let state: LinkState
    let address: ServerAddress
    let clock: LinkClock
    let logger: Logger
    var onRefusal: @Sendable (HubAnswer) -> Void = { _ in }

    /// - Returns: whether there is a new certificate; connections are to be opened anew with it.
    /// - Throws: ``Fault`` `renewal.refused`, `clock.ahead` where the hub finds it much too early, `hub.…`, or of the disk.
    func round() async throws(Fault) -> Bool {
        guard try await clock.now() >= Renewal.due(identity.credential) else { return false }
        let renewal = Renewal(state.directory)
        let answer = try await send(try renewal.request())
        let credential = try renewal.complete(answer)
        logger.notice("certificate renewed", metadata: ["ends": "\(Timestamp(credential.notAfter))"])
        return true
    }

    private func send(_ request: RenewalRequest) async throws(Fault) -> RenewalAnswer {
        let answer = try await HubConnection.ask(
            "/v1/renew", request, of: address, trusting: identity.credential.authority, clock: clock,
            onRefusal: onRefusal, limit: RenewalAnswer.limit)
        switch answer.status {
        case 200:
            return try WireJSON.decode(from: answer.body, limit: RenewalAnswer.limit, naming: "the hub's answer")
        case 409: throw Fault(.clockAhead, answer.refusal(of: "the renewal").message)
        case 403: throw Fault(.renewalRefused, answer.refusal(of: "the renewal").message)
        default: throw answer.refusal(of: "the renewal")
        }
    }
}
