public import Ground
internal import NIOSSL
public import TrustedUpdate

/// A repository on a plain web server, for who has nothing but a trusted root: a mirror, a conformance test.
public enum WebRepository {
    /// Gives `body` a source that lives as long as it works.
    ///
    /// - Parameters:
    ///   - metadata: address of the folder with `timestamp.json`.
    ///   - targets: address of the folder with the targets; nil where none will be fetched.
    /// - Throws: what `body` throws.
    public static func open(
        metadata: ServerAddress, targets: ServerAddress?, _ body: @Sendable (any MetadataSource) async throws -> Void
    ) async throws {
        let tls = TLSConfiguration.makeClientConfiguration()
        try await HubConnection.open(to: metadata, tls: tls, redirects: 5) { metadata in
            try await HubConnection.open(to: targets ?? metadata.address, tls: tls, redirects: 5) { targets in
                try await body(RepositorySource(metadata: metadata, targets: targets))
            }
        }
    }
}
