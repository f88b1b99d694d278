internal import Foundation
internal import Ground
internal import TrustedUpdate

/// A list file as the signed metadata describe it (docs/protocol.md).
struct ListTarget: Sendable {
    let file: TargetFile
    let kind: ListHeader.Kind
    let owner: String
    /// 0 for a base.
    let from: Int
    let generation: Int
    /// Hexadecimal.
    let resultDigest: String

    private struct Custom: Codable {
        let list: String
        let kind: String
        let from: Int?
        let generation: Int
        let resultDigest: String
    }

    /// Nil for a target that is no list file at all.
    ///
    /// - Throws: ``Fault`` `list.target` when path and custom object contradict each other: a list put in another's place.
    init?(_ file: TargetFile) throws(Fault) {
        guard file.path.hasPrefix("lists/") else { return nil }
        let decoded = file.custom.flatMap { try? JSONDecoder().decode(Custom.self, from: $0) }
        guard let custom = decoded,
            let kind = custom.kind == "base" ? ListHeader.Kind.base : custom.kind == "delta" ? .delta : nil,
            (kind == .delta) == (custom.from != nil), custom.generation > custom.from ?? 0, custom.from ?? 1 > 0,
            Hex.decode(custom.resultDigest)?.count == 32,
            file.path == Self.path(kind, owner: custom.list, from: custom.from ?? 0, generation: custom.generation)
        else {
            throw Fault(.listTarget, "the target \(file.path) is not described as its path says; ask the publisher")
        }
        self.file = file
        self.kind = kind
        owner = custom.list
        from = custom.from ?? 0
        generation = custom.generation
        resultDigest = custom.resultDigest.lowercased()
    }

    /// Whether a file's own header says the same as the signed metadata.
    func matches(_ header: ListHeader) -> Bool {
        header.kind == kind && header.owner == owner && header.from == from && header.generation == generation
            && header.resultDigest == resultDigest
    }

    /// The file to publish.
    static func target(_ header: ListHeader, data: Data) throws(Fault) -> NewTarget {
        try target(header) { path, custom in NewTarget(path: path, data: data, custom: custom) }
    }

    /// - Parameter make: makes it, for a path and with the object that is signed along with it.
    static func target(
        _ header: ListHeader, _ make: (_ path: String, _ custom: Data) throws(Fault) -> NewTarget
    ) throws(Fault) -> NewTarget {
        let custom = Custom(
            list: header.owner, kind: header.kind == .base ? "base" : "delta",
            from: header.kind == .delta ? header.from : nil, generation: header.generation,
            resultDigest: header.resultDigest)
        let path = path(header.kind, owner: header.owner, from: header.from, generation: header.generation)
        return try make(path, try WireJSON.encode(custom))
    }

    static func path(_ kind: ListHeader.Kind, owner: String, from: Int, generation: Int) -> String {
        "lists/\(owner)/" + (kind == .base ? "base-\(generation).rll" : "delta-\(from)-\(generation).rll")
    }
}
