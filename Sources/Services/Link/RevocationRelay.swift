internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Logging

/// Leaves the centre's word that this device is shut out for the station, which alone can tell whose word it is, and keeps
/// no list keys for it any more.
struct RevocationRelay: Sendable {
    let state: LinkState
    let logger: Logger

    /// - Parameter answer: any that turns this device away.
    func take(_ answer: HubAnswer) {
        struct Refusal: Decodable { let revocation: RevocationNotice? }
        let refusal: Refusal? = try? WireJSON.decode(
            from: answer.body, limit: RevocationNotice.limit, naming: "the refusal")
        guard let notice = refusal?.revocation else { return }
        let file = state.incomingRevocation
        let before: RevocationNotice? = try? WireJSON.load(from: file, limit: RevocationNotice.limit)
        do throws(Fault) {
            // Each time: a notice of keys that was on its way may have come after the word. Were the word not the hub's, the
            // hub would name the keys again.
            try Folder.makeWay(for: state.incomingKeys, below: state.incoming)
            if FileManager.default.fileExists(atPath: state.incomingKeys.path) {
                try DurableFile.destroy(state.incomingKeys)
            }
            guard notice != before else { return }
            try Folder.makeWay(for: file, below: state.incoming)
            try DurableFile.write(try WireJSON.encode(notice), to: file)
            logger.critical("the centre has revoked this device", metadata: ["since": "\(notice.revoked)"])
        } catch { logger.critical("the revocation cannot be handed on", metadata: ["fault": "\(error)"]) }
    }
}
