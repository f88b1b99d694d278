import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Testing

@testable import Hub

extension Device {
    /// Opens a reply as the station does.
    func readReply(_ number: Int) throws -> String {
        let message: SealedReply = try WireJSON.load(from: state.link.message(number), limit: 65_536)
        let opened = try station.key.open(message.sealed, for: .message)
        return try CaseReply(
            verifying: opened.withBytes(Array.init), device: station.device, key: station.receiptKey
        ).text
    }
}

extension Hub {
    /// Writes a reply as the centre's examiner would.
    func reply(_ text: String, to hit: UUIDv7, on device: Device) async throws {
        let owner = try #require(UUIDv7(device.link.device))
        let station = device.station.key.sealingKey
        let key = receiptKey
        try await store.transaction { transaction in
            try MessageStore.add(for: owner, at: Timestamp(milliseconds: 0), in: transaction) { number in
                let reply = CaseReply(number: number, hit: hit, status: .underReview, reference: "C", text: text)
                let plain = try reply.signed(for: owner.description, with: key)
                return Data(try station.seal(WipingBytes(plain), for: .message))
            }
        }
    }
}
