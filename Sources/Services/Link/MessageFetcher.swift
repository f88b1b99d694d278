internal import CaseMessages
internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Logging

/// Brings the centre's sealed replies into `messages/`, each once.
struct MessageFetcher: Sendable {
    private static let pageLimit = 4 << 20
    private static let sealedLimit = 32_768

    private struct Page: Decodable { let messages: [SealedReply] }
    /// `link/messages.json`: how far the replies have been fetched; the files themselves are the station's to remove.
    private struct Position: Codable { let after: Int }

    let state: LinkState
    let device: String
    let hub: HubConnection
    let logger: Logger

    /// - Throws: ``Fault`` of the hub and the disk, `reply.invalid`; what was fetched before stays fetched.
    func round() async throws(Fault) {
        let after = try position()
        let answer = try await hub.send(.get, "/v1/messages?after=\(after)", limit: Self.pageLimit)
        guard answer.status == 200 else { throw answer.refusal(of: "the request for messages") }
        let page: Page = try WireJSON.decode(from: answer.body, limit: Self.pageLimit, naming: "the hub's messages")
        for reply in page.messages.sorted(by: { $0.number < $1.number }) where reply.number > after {
            guard reply.device == device, reply.sealed.count <= Self.sealedLimit else {
                throw Fault(.replyInvalid, "message \(reply.number) is not for this device; tell the hub's operator")
            }
            try DurableFile.write(try WireJSON.encode(reply), to: state.message(reply.number))
            try DurableFile.write(try WireJSON.encode(Position(after: reply.number)), to: state.messagePosition)
            logger.info("message received", metadata: ["number": "\(reply.number)"])
        }
    }

    private func position() throws(Fault) -> Int {
        do throws(Fault) {
            return try WireJSON.load(Position.self, from: state.messagePosition, limit: 1024).after
        } catch {
            switch error.code {
            case .diskMissing: return 0
            // From the beginning: the station shows nothing twice.
            case .jsonInvalid, .diskTooLarge:
                logger.error(
                    "the place in the messages is lost; all are fetched again", metadata: ["fault": "\(error)"])
                return 0
            default: throw error
            }
        }
    }
}
