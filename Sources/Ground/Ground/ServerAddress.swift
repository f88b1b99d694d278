internal import Foundation

/// Where a server is: the one form of an address, whoever states it: a setting, a command, an invitation, a redirect.
///
/// http or https, a name or an IP address, perhaps a port from 1 to 65535 and a path. Nothing else: no user or password,
/// which would be shown in messages, no query, no text that two parsers could read differently.
///
///     let hub = ServerAddress("https://hub.example.org:8443", schemes: [.https])
public struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
    public enum Scheme: String, Sendable {
        case http, https

        var port: Int { self == .http ? 80 : 443 }
    }

    public let scheme: Scheme
    /// A name or an IP address, that of IPv6 without its brackets.
    public let host: String
    private let statedPort: Int?
    /// Empty, or a slash and what follows it, without one at the end.
    public let path: String

    public var port: Int { statedPort ?? scheme.port }

    public var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(scheme.rawValue)://\(name)\(statedPort.map { ":\($0)" } ?? "")\(path)"
    }

    /// - Parameter port: nil for the scheme's own.
    /// - Returns: nil where the host is neither a name nor an address, or the port not from 1 to 65535.
    public init?(_ scheme: Scheme, host: String, port: Int? = nil) {
        self.init(scheme, host: host, port: port, path: "")
    }

    /// Total over any text.
    ///
    /// - Parameter schemes: those that are allowed.
    /// - Returns: nil where the text is no such address.
    public init?(_ text: String, schemes: Set<Scheme> = [.http, .https]) {
        self.init(text, schemes: schemes, mayAsk: false)
    }

    /// Where a server sends us on to; a relative reference counts from here (RFC 3986, section 5).
    public func redirected(to reference: String) -> ServerAddress? {
        guard reference.utf8.count <= 8192, let base = URL(string: description),
            let text = URL(string: reference, relativeTo: base)?.absoluteString
        else { return nil }
        // A fragment is for who looks at the answer.
        return ServerAddress(String(text.prefix { $0 != "#" }), schemes: [.http, .https], mayAsk: true)
    }

    private init?(_ text: String, schemes: Set<Scheme>, mayAsk: Bool) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }),
            let separator = text.firstRange(of: "://"),
            let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased()), schemes.contains(scheme)
        else { return nil }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let path = rest[authority.endIndex...]
        guard !path.contains("#"), mayAsk || !path.contains("?") else { return nil }
        let (name, port): (Substring, Substring?)
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            let after = authority[authority.index(after: end)...]
            guard after.isEmpty || after.first == ":" else { return nil }
            name = authority[authority.index(after: authority.startIndex)..<end]
            guard name.contains(":") else { return nil }
            port = after.isEmpty ? nil : after.dropFirst()
        } else {
            let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            name = parts[0]
            guard !name.contains(":") else { return nil }
            port = parts.count == 2 ? parts[1] : nil
        }
        var number: Int?
        if let port {
            guard (1...5).contains(port.utf8.count), port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
            number = Int(port)
        }
        self.init(scheme, host: String(name), port: number, path: String(path))
    }

    private init?(_ scheme: Scheme, host: String, port: Int?, path: String) {
        guard Self.isHost(host), port.map({ (1...65_535).contains($0) }) ?? true else { return nil }
        (self.scheme, self.host, statedPort) = (scheme, host, port)
        var path = path
        while path.hasSuffix("/") { path.removeLast() }
        self.path = path
    }

    /// Whether the text is a name of the DNS' letters or an IP address.
    public static func isHost(_ text: String) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        if text.contains(":") {
            return text.utf8.allSatisfy { "0123456789abcdefABCDEF:.".utf8.contains($0) }
        }
        return text.utf8.allSatisfy { byte in
            let character = Character(Unicode.Scalar(byte))
            return byte < 0x80 && (character.isLetter || character.isNumber || "-._".contains(character))
        }
    }
}

/// As its text.
extension ServerAddress: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let address = ServerAddress(text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "it is no http or https address with a port from 1 to 65535"))
        }
        self = address
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
