public import Foundation
public import Ground

/// Where a repository's files come from; never believed, only asked.
public protocol MetadataSource: Sendable {
    /// The bytes of a metadata file, nil where there is none.
    ///
    /// - Parameters:
    ///   - name: one path component, percent-encoded where a role's name asks for it, such as `3.root.json`.
    ///   - limit: reading stops with a fault after this many bytes.
    func metadata(_ name: String, limit: Int) async throws(Fault) -> Data?

    /// Appends the bytes of a target file, from where the partial file ends; a source that can only begin at the
    /// beginning calls ``PartialFile/restart()`` first.
    ///
    /// - Parameters:
    ///   - path: slash-separated, with the hash in its last component where the repository is consistent.
    ///   - file: refuses more bytes than were signed for, which must stop the reading.
    ///   - attempt: 1; then 2, after the first has given other bytes than were signed: ask elsewhere if you can.
    func target(_ path: String, into file: PartialFile, attempt: Int) async throws(Fault)
}
