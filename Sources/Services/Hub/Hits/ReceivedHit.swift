public import CaseMessages
public import Ground

/// A hit as the centre holds it.
public struct ReceivedHit: Sendable {
    public let identifier: UUIDv7
    public let device: UUIDv7
    public let received: Timestamp
    public let state: ItemState
    /// The centre's name for the case.
    public let reference: CaseReference
    /// What the device sent; nil where it could not be opened.
    public let message: HitMessage?
    /// The picture of each of the message's samples; nil where a sample has none.
    public internal(set) var pictures: [ReceivedPicture?]
    /// Why it could not be opened; nil where it was.
    public let problem: Fault?

    init(_ item: Item, _ state: ItemState, _ message: HitMessage?, _ problem: Fault?) {
        identifier = item.identifier
        device = item.device
        received = item.received
        self.state = state
        reference = item.reference
        self.message = message
        pictures = message?.samples.map { _ in nil } ?? []
        self.problem = problem
    }

    /// The encounter that it is of, which may have sent others; nil where the hit could not be opened.
    public var encounter: EncounterName? {
        message.map { EncounterName(device: device, correlation: $0.facts.correlation) }
    }
}

/// What ties the hits of one traveller at one station together.
public struct EncounterName: Sendable, Hashable {
    public let device: UUIDv7
    public let correlation: UUIDv7
}
