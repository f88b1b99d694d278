public import Ground

/// Receipts and refusals that came together, as the link leaves them in `receipts/` and a hub writes them for a USB stick.
public struct ReceiptBundle: Codable, Sendable, Equatable {
    /// Bytes of the JSON form, at most.
    public static let limit = 1 << 20

    public let receipts: [Receipt]
    /// Items that the hub does not take; nil where there are none.
    public let refusals: [ItemRefusal]?

    public init(_ receipts: [Receipt], refusals: [ItemRefusal] = []) {
        self.receipts = receipts
        self.refusals = refusals.isEmpty ? nil : refusals
    }
}

/// What the hub answers to a batch: for each item, in the order they came, a receipt or why there is none.
public struct BatchAnswer: Codable, Sendable {
    /// Bytes of the JSON form, at most.
    public static let limit = 1 << 20

    public struct Outcome: Codable, Sendable {
        public let item: UUIDv7
        public let receipt: Receipt?
        /// Why the hub does not take this item; the others are not concerned.
        public let refusal: ItemRefusal?

        public init(item: UUIDv7, receipt: Receipt?, refusal: ItemRefusal?) {
            self.item = item
            self.receipt = receipt
            self.refusal = refusal
        }
    }

    public let items: [Outcome]

    public init(_ items: [Outcome]) { self.items = items }
}
