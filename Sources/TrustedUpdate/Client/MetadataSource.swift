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

    /// The bytes of a target file.
    ///
    /// - Parameters:
    ///   - path: slash-separated, with the hash in its last component where the repository is consistent.
    ///   - limit: the signed length; reading stops with a fault after this many bytes.
    func target(_ path: String, limit: Int) async throws(Fault) -> Data
}
