internal import Crypto
internal import Foundation
internal import Ground

/// Digits of what tells one browser's cookie from another's.
private let sessionLength = 32

extension KioskKey {
    /// What a browser that has shown the key gets for it: good as long as the key is, and says nothing about it.
    public func cookie(using random: inout some RandomNumberGenerator) -> String {
        let session = String(decoding: Self.random(sessionLength, using: &random), as: UTF8.self)
        return session + Hex.encode(code(of: session))
    }

    /// Whether a cookie is one of this key's.
    public func opens(cookie: some StringProtocol) -> Bool {
        guard cookie.utf8.count == sessionLength + 64, let code = Hex.decode(String(cookie.suffix(64))) else {
            return false
        }
        return HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: Self.use(String(cookie.prefix(sessionLength))), using: secret)
    }

    private func code(of session: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Self.use(session), using: secret))
    }

    private var secret: SymmetricKey { digits.withBytes { SymmetricKey(data: $0) } }

    private static func use(_ session: String) -> Data { Data("ridgeline kiosk cookie \(session)".utf8) }
}
