public import Ground

/// Receipts that came together, as the link leaves them in `receipts/` and a hub writes them for a USB stick.
public struct ReceiptBundle: Codable, Sendable, Equatable {
    /// Bytes of the JSON form, at most.
    public static let limit = 1 << 20

    /// An item that the hub does not take, with its words; nobody has signed them.
    public struct Refusal: Codable, Sendable, Equatable {
        public let item: UUIDv7
        public let reason: String

        public init(item: UUIDv7, reason: String) {
            self.item = item
            self.reason = reason
        }
    }

    public let receipts: [Receipt]
    /// nil where there are none.
    public let refusals: [Refusal]?

    public init(_ receipts: [Receipt], refusals: [Refusal] = []) {
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
        public let refusal: String?

        public init(item: UUIDv7, receipt: Receipt?, refusal: String?) {
            self.item = item
            self.receipt = receipt
            self.refusal = refusal
        }
    }

    public let items: [Outcome]

    public init(_ items: [Outcome]) { self.items = items }
}
