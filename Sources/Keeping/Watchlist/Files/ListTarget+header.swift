internal import Foundation
internal import Ground
internal import ListFiles
internal import TrustedUpdate

extension ListTarget {
    /// Whether a file's own header says the same as the signed metadata.
    func matches(_ header: ListHeader) -> Bool {
        header.format == format && header.kind == kind && header.owner == owner && header.from == from
            && header.generation == generation
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
            format: header.format, list: header.owner, kind: header.kind, from: header.from,
            generation: header.generation, resultDigest: header.resultDigest)
        let path = path(header.kind, owner: header.owner, from: header.from, generation: header.generation)
        return try make(path, try WireJSON.encode(custom))
    }
}
