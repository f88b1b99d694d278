internal import Foundation
public import Ground
public import TrustedUpdate

/// A list file as the signed metadata describe it (docs/protocol.md).
public struct ListTarget: Sendable {
    public enum Kind: UInt8, Sendable, Codable {
        /// A whole list.
        case base = 1
        /// What changes from one generation to another.
        case delta = 2
    }

    public let file: TargetFile
    public let format: ListFormat
    public let kind: Kind
    public let owner: String
    /// 0 for a base.
    public let from: Int
    public let generation: Int
    /// Hexadecimal.
    public let resultDigest: String

    /// The signed `custom` object.
    package struct Custom: Codable {
        /// nil for format 2.
        let format: Int?
        let list: String
        let kind: String
        let from: Int?
        let generation: Int
        let resultDigest: String

        package init(
            format: ListFormat, list: String, kind: Kind, from: Int, generation: Int, resultDigest: String
        ) {
            self.format = format == .two ? nil : Int(format.rawValue)
            self.list = list
            self.kind = kind == .base ? "base" : "delta"
            self.from = kind == .delta ? from : nil
            self.generation = generation
            self.resultDigest = resultDigest
        }
    }

    /// Nil for a target that is no list file at all.
    ///
    /// - Throws: ``Fault`` `list.version` for a format that this version does not read; `list.target` when path and custom object contradict each other: a list put in another's place.
    public init?(_ file: TargetFile) throws(Fault) {
        guard file.path.hasPrefix("lists/") else { return nil }
        let decoded = file.custom.flatMap { try? JSONDecoder().decode(Custom.self, from: $0) }
        guard let custom = decoded,
            let kind = custom.kind == "base" ? Kind.base : custom.kind == "delta" ? .delta : nil,
            (kind == .delta) == (custom.from != nil), custom.generation > custom.from ?? 0, custom.from ?? 1 > 0,
            Hex.decode(custom.resultDigest)?.count == 32,
            file.path == Self.path(kind, owner: custom.list, from: custom.from ?? 0, generation: custom.generation)
        else {
            throw Fault(.listTarget, "the target \(file.path) is not described as its path says; ask the publisher")
        }
        format = try ListFormat(custom.format ?? Int(ListFormat.two.rawValue), of: file.path)
        self.file = file
        self.kind = kind
        owner = custom.list
        from = custom.from ?? 0
        generation = custom.generation
        resultDigest = custom.resultDigest.lowercased()
    }

    /// Where the file of that description lies in the repository.
    package static func path(_ kind: Kind, owner: String, from: Int, generation: Int) -> String {
        "lists/\(owner)/" + (kind == .base ? "base-\(generation).rll" : "delta-\(from)-\(generation).rll")
    }
}
