internal import Foundation
internal import Ground

/// The signed part of one of our own metadata files, before it is signed.
struct SignedPart: Sendable, Equatable {
    var members: [ExactText: JSONValue]

    /// A new one, of version 0 until it is renewed.
    init(type: String, _ members: [ExactText: JSONValue]) {
        self.members = members
        self.members["_type"] = .string(type)
        self.members["spec_version"] = .string("1.0.31")
    }

    /// - Throws: ``Fault`` `trust.malformed` when the file has no signed part.
    init(file: Data) throws(Fault) {
        guard let members = try JSONParser.parse(file).object?["signed"]?.object else {
            throw Fault(.trustMalformed, "a file of our own repository has no signed part; restore it from a backup")
        }
        self.members = members
    }

    var version: Int { members["version"]?.integer ?? 0 }

    var expires: Date? { members["expires"]?.string.flatMap(DateText.date(seconds:)) }

    /// Whether more than half of the lifetime has passed.
    func isDue(now: Date, lifetime: TimeInterval) -> Bool {
        expires.map { $0.timeIntervalSince(now) < lifetime / 2 } ?? true
    }

    /// The next version, issued now.
    func renewed(now: Date, lifetime: TimeInterval) -> SignedPart {
        var next = self
        next.members["version"] = .integer(version + 1)
        next.members["expires"] = .string(DateText.seconds(now + lifetime))
        next.members["x-issued"] = .string(DateText.seconds(now))
        return next
    }

    /// The version that this part gives for another metadata file.
    func version(of name: String) -> Int? { members["meta"]?.object?[ExactText(name)]?.object?["version"]?.integer }

    /// A table inside this part, such as `targets`; setting it replaces the table.
    subscript(table name: ExactText) -> [ExactText: JSONValue] {
        get { members[name]?.object ?? [:] }
        set { members[name] = .object(newValue) }
    }
}
