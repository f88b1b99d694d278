internal import Crypto
internal import Foundation
public import Ground

/// One record of the chain, as a line of a file.
public struct AuditRecord: Sendable, Codable, Equatable {
    /// Bytes of a line, at most.
    static let lineLimit = 16_384
    /// What the very first line follows.
    static let origin = String(repeating: "0", count: 64)

    /// 1 for the first of the device's life, then without gaps.
    public let number: Int
    public let time: Timestamp
    public let event: AuditEvent
    /// In the first record of a file, the digest of the one before it: so that it still proves itself when the files
    /// before are gone.
    let follows: String?

    /// The line, with its end, and the digits that the next one follows.
    func line(after previous: String) throws(Fault) -> (line: Data, digest: String) {
        let json = try WireJSON.encode(self)
        let digest = Self.digest(previous, json)
        return (Data("\(digest) ".utf8) + json + Data("\n".utf8), digest)
    }

    static func digest(_ previous: String, _ json: Data) -> String {
        Hex.encode(SHA256.hash(data: Data(previous.utf8) + json))
    }

    /// Takes a line, without its end, apart.
    ///
    /// - Returns: nil for what is no such line.
    static func parse(_ line: Data) -> (digest: String, json: Data, record: AuditRecord)? {
        guard line.count > 66, line.count < lineLimit, line[line.startIndex + 64] == UInt8(ascii: " ") else {
            return nil
        }
        let digits = String(decoding: line.prefix(64), as: UTF8.self)
        let json = Data(line.dropFirst(65))
        guard let record = try? WireJSON.decode(AuditRecord.self, from: json, limit: lineLimit, naming: "a record")
        else { return nil }
        return (digits, json, record)
    }
}
