public import Foundation

/// A reply as it comes from the hub and lies in `messages/`: only the station can open it.
public struct SealedReply: Codable, Sendable, Equatable {
    public let number: Int
    /// HPKE to the station's key; beneath it a signed ``CaseReply``.
    public let sealed: Data
    public let device: String

    public init(number: Int, sealed: Data, device: String) {
        self.number = number
        self.sealed = sealed
        self.device = device
    }
}
