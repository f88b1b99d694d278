public import DeviceIdentity
internal import Foundation
public import Ground

/// Makes a directory a device: asks the hub of an invitation for an identity.
public struct EnrolmentClient: Sendable {
    /// What came of it.
    public struct Outcome: Sendable {
        public let record: DeviceRecord
        /// The directory was this device before.
        public let wasComplete: Bool
    }

    private let time: LinkTime

    public init(time: LinkTime = .system) { self.time = time }

    /// Enrols, or finds that it has been done; may be repeated after any interruption.
    ///
    /// - Throws: ``Fault`` `enrolment.refused` (code wrong, used or expired), `hub.unreachable`, `hub.untrusted`,
    ///   `identity.exists`, `enrolment.invalid`, or of the disk. There is no identity then.
    public func provision(
        _ state: StateDirectory, with invitation: Invitation, custody: CustodyChoice = .automatic
    ) async throws(Fault) -> Outcome {
        let enrolment = Enrolment(state: state, invitation: invitation, custody: custody)
        if let record = try enrolment.completed() { return Outcome(record: record, wasComplete: true) }
        let answer = try await send(try enrolment.request(), invitation)
        return Outcome(record: try enrolment.complete(answer, now: time.now()), wasComplete: false)
    }

    private func send(_ request: EnrolmentRequest, _ invitation: Invitation) async throws(Fault) -> EnrolmentAnswer {
        let answer = try await HubConnection.ask(
            "/v1/enrol", request, of: invitation.enrolmentURL, trusting: invitation.authority, clock: LinkClock(time),
            limit: EnrolmentAnswer.limit)
        guard answer.status == 200 else {
            let refusal = answer.refusal(of: "the enrolment")
            guard refusal.code == .hubRefused else { throw refusal }
            throw Fault(
                .enrolmentRefused, "\(refusal.message) The invitation ends at \(invitation.expires).")
        }
        return try WireJSON.decode(from: answer.body, limit: EnrolmentAnswer.limit, naming: "the hub's answer")
    }
}
