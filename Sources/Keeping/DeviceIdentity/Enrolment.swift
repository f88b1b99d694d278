internal import Crypto
public import Foundation
public import Ground
internal import SwiftASN1
internal import X509

/// How a directory becomes a device: keys first, then the hub's answer, and `device.json` last.
///
/// Every step is durable and may be repeated: after an interruption the same keys and the same request are used
/// again, to which the hub gives the same answer. Not for two processes at once.
public struct Enrolment: Sendable {
    private let state: StateDirectory
    private let invitation: Invitation
    private let custody: CustodyChoice

    /// - Parameter custody: where the keys are to lie, if that has not been decided before.
    public init(state: StateDirectory, invitation: Invitation, custody: CustodyChoice = .automatic) {
        self.state = state
        self.invitation = invitation
        self.custody = custody
    }

    /// The record of an enrolment already completed with this same invitation, or nil where there is none.
    ///
    /// - Throws: ``Fault`` `identity.exists` where the directory belongs to a device of another invitation.
    public func completed() throws(Fault) -> DeviceRecord? {
        let record: DeviceRecord
        do { record = try DeviceRecord.load(state) } catch  where error.code == .identityMissing { return nil }
        guard record.invitation == invitationDigest else {
            throw Fault(
                .identityExists,
                "\(state.root.path) is already device \(record.device) of another invitation; use an empty directory")
        }
        return record
    }

    /// Makes the keys that are missing and says what to send.
    ///
    /// Whether the invitation has expired is the hub's to say: a new device's clock may be wrong.
    ///
    /// - Throws: ``Fault`` of the disk, `tpm.…`, `key.…`.
    public func request() throws(Fault) -> EnrolmentRequest {
        try state.prepare()
        _ = try Custody.establish(state, custody)
        let station = try stationKey()
        return EnrolmentRequest(
            code: invitation.code, certificateRequest: try PendingCredential.prepare(state).request,
            stationKey: station.sealingKey.rawRepresentation, senderKey: station.senderKey.rawRepresentation)
    }

    /// Checks the hub's answer and makes this directory the device.
    ///
    /// - Throws: ``Fault`` `enrolment.invalid` when the answer does not fit the keys, or of the disk; in either case
    ///   there is no identity, and the enrolment may be tried again.
    public func complete(_ answer: EnrolmentAnswer, now: Date) throws(Fault) -> DeviceRecord {
        try check(answer)
        try PendingCredential.prepare(state).complete(
            certificate: answer.certificate, authority: answer.authority, device: answer.device, in: state)
        let link = LinkFile(
            device: answer.device, enrolmentURL: invitation.enrolmentURL, deviceURL: answer.deviceURL,
            trustedRoot: answer.trustedRoot)
        try DurableFile.write(try WireJSON.encode(link), to: state.link.identity)
        let station = StationFile(
            device: answer.device, trustedRoot: answer.trustedRoot, hubSealingKey: answer.hubSealingKey,
            receiptKey: answer.receiptKey, listKeys: answer.listKeys)
        try DurableFile.write(try WireJSON.encode(station), to: state.station.identity)
        // The link may begin before the station does.
        try WantedLists(lists: Dictionary(answer.listKeys.map { ($0.list, 0) }) { first, _ in first })
            .save(to: state.station.wanted)
        let record = DeviceRecord(
            device: answer.device, provisioned: Timestamp(now), invitation: invitationDigest)
        try DurableFile.write(try WireJSON.encode(record), to: state.deviceFile, permissions: 0o644)
        try DurableFile.remove(state.link.pending)
        return record
    }

    private var invitationDigest: String { Hex.encode(SHA256.hash(data: Data(invitation.code.utf8))) }

    private func stationKey() throws(Fault) -> OpeningKey {
        let custody = try Custody.open(state, for: .station)
        do {
            return try OpeningKey(
                root: try custody.unwrap(try SecretFile.read(state.station.key), for: .stationRoot))
        } catch  where error.code == .diskMissing {
            let key = OpeningKey()
            try SecretFile.write(try custody.wrap(key.rootSecret, for: .stationRoot), to: state.station.key)
            return key
        }
    }

    private func check(_ answer: EnrolmentAnswer) throws(Fault) {
        func demand(_ holds: Bool, _ what: String) throws(Fault) {
            guard holds else { throw Fault(.enrolmentInvalid, "the hub's answer \(what); tell the hub's operator") }
        }
        try demand(
            TrustRoots.follow(invitation.authority, answer.authority),
            "comes from another authority than the invitation's")
        try demand(answer.deviceURL.scheme == .https, "has no https address for devices")
        try demand(!answer.trustedRoot.isEmpty, "lacks the trusted root")
        _ = try SealingKey(rawRepresentation: answer.hubSealingKey)
        try demand(
            (try? Curve25519.Signing.PublicKey(rawRepresentation: answer.receiptKey)) != nil,
            "holds a receipt key that is none")
        let station = try stationKey()
        for key in answer.listKeys {
            try demand(
                (try? station.open(key.sealed, for: .listKey))?.count == 32, "seals the key of \(key.list) wrongly")
        }
    }
}
