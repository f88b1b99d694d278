public import Foundation

/// What a repository offered at one verified moment.
public struct TargetsSnapshot: Sendable {
    /// Every file that a role may sign for, by path.
    public let targets: [TargetFile]
    /// Version of each verified role, such as `["root": 1, "timestamp": 12, …]`.
    public let versions: [String: Int]
    /// When the first of the roles expires.
    public let expires: Date
    /// When the root expires, which all other roles hang on.
    public let rootExpires: Date
    /// The newest time at which a role has signed, by the signer's clock; nil where none says when.
    public let signed: Date?
}
