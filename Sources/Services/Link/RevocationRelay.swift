internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Logging

/// Leaves the centre's word that this device is shut out for the station, which alone can tell whose word it is.
struct RevocationRelay: Sendable {
    let file: URL
    let logger: Logger

    /// - Parameter answer: any that turns this device away.
    func take(_ answer: HubAnswer) {
        struct Refusal: Decodable { let revocation: RevocationNotice? }
        let refusal: Refusal? = try? WireJSON.decode(
            from: answer.body, limit: RevocationNotice.limit, naming: "the refusal")
        guard let notice = refusal?.revocation else { return }
        let before: RevocationNotice? = try? WireJSON.load(from: file, limit: RevocationNotice.limit)
        guard notice != before else { return }
        do throws(Fault) {
            try DurableFile.write(try WireJSON.encode(notice), to: file)
            logger.critical("the centre has revoked this device", metadata: ["since": "\(notice.revoked)"])
        } catch { logger.critical("the revocation cannot be handed on", metadata: ["fault": "\(error)"]) }
    }
}
