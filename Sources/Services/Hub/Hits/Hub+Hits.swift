internal import CaseMessages
internal import DeviceIdentity
internal import Foundation
internal import Ground

extension Hub {
    /// Opens every hit, oldest first and one at a time, and hands it over.
    ///
    /// A hit that is opened for the first time is answered: its device gets a sealed reply with the case reference.
    /// One that cannot be opened is quarantined; it was receipted, so its bytes are all there will ever be.
    ///
    /// - Throws: ``Fault`` `hub.database`, and what `body` throws.
    public func forEachHit(_ body: (ReceivedHit) throws -> Void) async throws {
        var last: Int64 = 0
        while let item = try await items.next(.hit, after: last) {
            last = item.sequence
            try body(try await open(item))
        }
    }

    private func open(_ item: Item) async throws(Fault) -> ReceivedHit {
        switch Result(catching: { () throws(Fault) in try message(in: item) }) {
        case .success(let message):
            try await answer(item)
            return ReceivedHit(item, .opened, message, nil)
        case .failure(let problem):
            if item.state != .quarantined {
                _ = try await store.transaction { try ItemStore.set(.quarantined, of: item.sequence, in: $0) }
            }
            return ReceivedHit(item, .quarantined, nil, problem)
        }
    }

    /// - Throws: ``Fault`` `seal.broken`, `hit.invalid`, `json.*`.
    private func message(in item: Item) throws(Fault) -> HitMessage {
        let name = Data("\(item.device)/\(item.identifier)".utf8)
        let message = try HitMessage(decoding: openingKey.open(item.body, for: .item, authenticating: name))
        guard message.facts.identifier == item.identifier, message.facts.device == item.device.description else {
            throw Fault(.hitInvalid, "hit \(item.identifier) says that it is another; look into the device")
        }
        return message
    }

    /// Says once that the hit was received; state and reply change together or not at all.
    private func answer(_ item: Item) async throws(Fault) {
        guard item.state != .opened, let device = try await inventory.find(item.device) else { return }
        let station = try SealingKey(rawRepresentation: device.stationKey)
        let now = now()
        try await store.transaction { transaction in
            guard try ItemStore.set(.opened, of: item.sequence, in: transaction) else { return }
            try MessageStore.add(for: item.device, at: now, in: transaction) { number in
                let reply = CaseReply(
                    number: number, hit: item.identifier, status: .underReview, reference: item.reference,
                    text: "Received; case \(item.reference) is open and an examiner is looking.")
                let signed = try reply.signed(for: item.device.description, with: receiptKey)
                return Data(try station.seal(WipingBytes(signed), for: .message))
            }
        }
    }
}
