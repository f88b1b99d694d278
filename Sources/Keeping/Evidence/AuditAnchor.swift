public import Crypto
internal import Foundation
internal import Ground

/// The newest record of a log, kept apart from it: whoever cuts the log's end must also forge this, here and at the hub.
public struct AuditAnchor: Sendable, Codable, Equatable {
    /// Bytes of the JSON form, at most.
    public static let limit = 1024
    /// What the device's key for anchors is derived for.
    public static let keyUse = "ridgeline audit anchor v1"

    public let number: Int
    /// The chain's digits at that record.
    public let digest: String
    /// HMAC-SHA256 under the device's key, in hex.
    let code: String

    init(number: Int, digest: String, key: SymmetricKey) {
        self.number = number
        self.digest = digest
        code = Hex.encode(HMAC<SHA256>.authenticationCode(for: Self.text(number, digest), using: key))
    }

    /// Whether this device has made it.
    public func isAuthentic(_ key: SymmetricKey) -> Bool {
        guard let code = Hex.decode(code) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: Self.text(number, digest), using: key)
    }

    /// `number:digest`, as the link tells the hub with the device's health.
    public var head: String { "\(number):\(digest)" }

    private static func text(_ number: Int, _ digest: String) -> Data {
        Data("ridgeline audit anchor v1\n\(number)\n\(digest)\n".utf8)
    }
}
