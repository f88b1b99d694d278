public import Foundation

/// JSON as it goes over the wire and into small files: UTF-8, sorted keys, bytes as base64.
public enum WireJSON {
    /// - Throws: ``Fault`` `json.encode`, where a value has no JSON form (a number that is not finite).
    public static func encode(_ value: some Encodable) throws(Fault) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return try encoder.encode(value) } catch {
            throw Fault(.jsonEncode, "cannot write \(type(of: value)) as JSON; report this", cause: error)
        }
    }

    /// The JSON that a command prints for programs: one line of visible letters, whatever others wrote into the value.
    ///
    /// - Throws: as ``encode(_:)``.
    public static func line(_ value: some Encodable) throws(Fault) -> String {
        String(decoding: try encode(value), as: UTF8.self).printableJSON
    }

    /// Reads a value from JSON that somebody else wrote.
    ///
    /// - Parameters:
    ///   - limit: bytes; more are refused before they are parsed.
    ///   - name: what is being read, for the message, for example `the invitation /tmp/a.json`.
    /// - Throws: ``Fault`` `json.tooLarge` or `json.invalid`.
    public static func decode<Value: Decodable>(
        _ type: Value.Type = Value.self, from data: some DataProtocol, limit: Int, naming name: String
    ) throws(Fault) -> Value {
        guard data.count <= limit else {
            throw Fault(.jsonTooLarge, "\(name) has \(data.count) bytes, more than the \(limit) allowed here")
        }
        let data = Data(data)
        if let member = JSONMembers.twice(in: data) {
            throw Fault(.jsonInvalid, "\(name) has the member '\(member.prefix(60))' twice; leave one of them out")
        }
        do { return try JSONDecoder().decode(type, from: data) } catch {
            throw Fault(
                .jsonInvalid,
                "\(name) is damaged or of another version\(place(of: error)); correct it, or fetch it again",
                cause: error)
        }
    }

    /// Which member a decoder has stumbled over, such as ` (records, 3, expires)`; empty where it was none.
    private static func place(of error: any Error) -> String {
        let path =
            switch error as? DecodingError {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                context.codingPath
            case .keyNotFound(let key, let context): context.codingPath + [key]
            default: [any CodingKey]()
            }
        let names = path.suffix(8).map { $0.intValue.map(String.init) ?? String($0.stringValue.prefix(40)) }
        return names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
    }

    /// Reads a value from a file.
    ///
    /// - Throws: as ``decode(_:from:limit:naming:)`` and ``DurableFile/read(_:limit:)``.
    public static func load<Value: Decodable>(
        _ type: Value.Type = Value.self, from file: URL, limit: Int
    ) throws(Fault) -> Value {
        try decode(type, from: try DurableFile.read(file, limit: limit), limit: limit, naming: file.path)
    }
}
