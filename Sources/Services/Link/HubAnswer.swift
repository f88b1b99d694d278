internal import DeviceIdentity
internal import Foundation
internal import Ground

/// What a server answered.
struct HubAnswer: Sendable {
    let status: Int
    let body: Data

    /// What somebody else wrote, on its way into a journal.
    static func line(_ text: String) -> String { String(text.prefix(400)).printable }

    /// The fault that an answer other than the expected one stands for, with what the hub says about it.
    func refusal(of what: String) -> Fault {
        struct Refusal: Decodable {
            let code: String
            let message: String
        }
        let said = try? WireJSON.decode(Refusal.self, from: body, limit: 4096, naming: "the refusal")
        let text = HubAnswer.line(said.map { "\($0.message) [\($0.code)]" } ?? "status \(status)")
        if status == 403, let said, said.code == Fault.Code.hubRevoked.rawValue {
            return Fault(.hubRevoked, HubAnswer.line(said.message))
        }
        switch status {
        case 401, 403: return Fault(.hubRefused, "the hub refuses \(what): \(text); ask the hub's operator")
        case 429, 503: return Fault(.hubBusy, "the hub has no time for \(what): \(text); it is tried again")
        default: return Fault(.hubAnswer, "the hub does not take \(what): \(text); ask the hub's operator")
        }
    }
}
