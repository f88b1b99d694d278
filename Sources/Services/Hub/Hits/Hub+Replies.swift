public import CaseMessages
internal import DeviceIdentity
internal import Foundation
public import Ground

extension Hub {
    /// Bytes of what is said to an officer, at most.
    private static let textLimit = 1000

    /// Tells a hit's station what became of it; each call is a message of its own, and the newest one counts.
    ///
    /// - Parameters:
    ///   - status: `confirmed`, `dismissed`, or `underReview` again.
    ///   - text: for the officer, 1 to 1000 bytes in one line; nil for the usual words.
    /// - Throws: ``Fault`` `hub.case` where no hit has that reference or it cannot be opened, `hub.text`, `hub.database`.
    public func reply(
        to reference: CaseReference, _ status: CaseReply.Status, text: String? = nil
    ) async throws(Fault) {
        if let text {
            guard (1...Self.textLimit).contains(text.utf8.count), text == text.printable else {
                throw Fault(.hubText, "a reply is one line of 1 to \(Self.textLimit) bytes; write it anew")
            }
        }
        guard let item = try await items.next(.hit, after: reference.sequence - 1),
            item.sequence == reference.sequence
        else { throw Fault(.hubCase, "there is no case \(reference); see ridgeline-hub hits for those there are") }
        if let problem = try await open(item).problem {
            throw Fault(.hubCase, "case \(reference) cannot be opened, so nobody can judge it", cause: problem)
        }
        let letter = try await letter(to: item, status, text: text)
        try await store.transaction { transaction in
            try ItemStore.set(ItemState(status), of: item.sequence, in: transaction)
            try letter.add(in: transaction)
        }
    }

    /// Says once that the hit was received; state and reply change together or not at all.
    func acknowledge(_ item: Item) async throws(Fault) {
        guard !item.state.isAnswered else { return }
        let letter = try await letter(to: item, .underReview, text: nil)
        try await store.transaction { transaction in
            if try ItemStore.open(item.sequence, in: transaction) { try letter.add(in: transaction) }
        }
    }

    private func letter(
        to item: Item, _ status: CaseReply.Status, text: String?
    ) async throws(Fault) -> Letter {
        guard let device = try await inventory.find(item.device) else {
            throw Fault(.hubUnknownDevice, "device \(item.device) is not in the inventory; restore the database")
        }
        return Letter(
            item: item, status: status, text: text ?? status.usualText(item.reference),
            readsKinds: device.health?.messageKinds != nil,
            station: try SealingKey(rawRepresentation: device.stationKey), hub: self)
    }
}

/// A reply that is to be numbered, signed and sealed.
private struct Letter: Sendable {
    let item: Item
    let status: CaseReply.Status
    let text: String
    /// Whether the device has said that it reads messages of kinds; one that has not reads a reply alone.
    let readsKinds: Bool
    let station: SealingKey
    let hub: Hub

    func add(in transaction: any SQLTransaction) throws {
        try MessageStore.add(for: item.device, at: hub.now(), in: transaction) { number in
            let reply = CaseReply(
                number: number, hit: item.identifier, status: status, reference: "\(item.reference)", text: text)
            let (device, key) = (item.device.description, hub.receiptKey)
            let signed =
                readsKinds
                ? try CentreMessage(reply).signed(for: device, with: key) : try reply.signed(for: device, with: key)
            return Data(try station.seal(WipingBytes(signed), for: .message))
        }
    }
}

extension ItemState {
    /// Whether the station has been told anything.
    fileprivate var isAnswered: Bool {
        switch self {
        case .sealed, .quarantined: false
        case .opened, .confirmed, .dismissed: true
        }
    }

    fileprivate init(_ status: CaseReply.Status) {
        self =
            switch status {
            case .underReview: .opened
            case .confirmed: .confirmed
            case .dismissed: .dismissed
            }
    }
}

extension CaseReply.Status {
    fileprivate func usualText(_ reference: CaseReference) -> String {
        switch self {
        case .underReview: "Received; case \(reference) is open and an examiner is looking."
        case .confirmed: "Case \(reference) is confirmed: this is the listed person. Follow the list's instruction."
        case .dismissed: "Case \(reference) is dismissed: this is not the listed person."
        }
    }
}
